import fc from 'fast-check';
import { type DurationLiteral, parseDurationNs } from './duration.ts';
import { parseNumberText } from './number-literal.ts';
import { parseTimePoint, type TimePoint } from './time-point.ts';
import type { ComparisonOperator, TimeRange } from './time-range.ts';

/** What random trees are made of: names, which include keywords, quotes and lone surrogates, numbers and times. */

const NAMES = 'a level user.id by as limit count in and OR not options _time desc rank hits fields if from prefix ns';
const word = fc.constantFrom(
  ...NAMES.split(' '),
  'x y',
  'é',
  'a"b',
  "it's",
  'c:d',
  '(',
  '\\',
  '`',
  '\n',
  '#',
  'a*b',
  '\ud800',
);
export const text: fc.Arbitrary<string> = fc.oneof(
  word,
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
);
/** Never ends with a star and never looks like a number. */
export const field: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constant('_msg') },
  text.map((name) => `f${name}_`),
  word,
);
const specialFields = new Set(['_time', '_stream', '_stream_id']);
export const filterField: fc.Arbitrary<string> = field.filter((name) => !specialFields.has(name));
export const pattern: fc.Arbitrary<string> = fc.oneof(
  field,
  field.map((name) => `${name}*`),
  fc.constant('*'),
);
export const count: fc.Arbitrary<number> = fc.oneof(fc.nat(), fc.constant(Infinity));
export const positive: fc.Arbitrary<number> = fc.integer({ min: 1, max: 1e9 });
export const limit: fc.Arbitrary<number> = fc.oneof(fc.constant(0), positive);
export const fields: fc.Arbitrary<string[]> = fc.array(field, { minLength: 1, maxLength: 3 });
export const patterns: fc.Arbitrary<string[]> = fc.array(pattern, { minLength: 1, maxLength: 3 });
export const duration: fc.Arbitrary<DurationLiteral> = fc
  .constantFrom('5m', '1.5h', '2d3h', '100µs', '-1w')
  .map((literal) => ({ text: literal, ns: parseDurationNs(literal)! }));
export const offset: fc.Arbitrary<DurationLiteral | null> = fc.option(duration);
const point: fc.Arbitrary<TimePoint> = fc
  .constantFrom(
    '2023',
    '2023-04Z',
    '2023-04-25+05:30',
    '2023-04-25T22:45',
    'now',
    'now-1h',
    '2023-04-25T22:45:59.123456789Z',
  )
  .map((literal) => parseTimePoint(literal)!);
export const operator: fc.Arbitrary<ComparisonOperator> = fc.constantFrom<ComparisonOperator>('>', '>=', '<', '<=');
export const nonNumber: fc.Arbitrary<string> = text.filter((value) => parseNumberText(value) === undefined);
export const numberText: fc.Arbitrary<string> = fc.constantFrom(
  '10KiB',
  '5',
  '-1.5',
  '1e-5',
  '5m',
  '1.2.3.4',
  'inf',
  '0x1F',
  '2023-04-25T00:00:00Z',
);
export const regexp: fc.Arbitrary<string> = fc.constantFrom(
  'a',
  'b|c',
  '^x\\d+$',
  '(?i)y',
  '[a-z]{2,3}',
  '"',
  '(?P<g>z)',
);

export const timeRange: fc.Arbitrary<TimeRange> = fc.oneof(
  fc.record({ form: fc.constant('point' as const), equals: fc.boolean(), point }),
  fc.record({ form: fc.constant('last' as const), equals: fc.boolean(), duration }),
  fc.record({ form: fc.constant('compare-point' as const), operator, point }),
  fc.record({ form: fc.constant('compare-age' as const), operator, duration }),
  fc.record({
    form: fc.constant('interval' as const),
    start: point,
    startInclusive: fc.boolean(),
    end: point,
    endInclusive: fc.boolean(),
  }),
);

/** A kind of nodes. */
export function kind<K extends string>(name: K): fc.Arbitrary<K> {
  return fc.constant(name);
}
/** Lists that `tryTexts` does not read as every value. */
export const values: fc.Arbitrary<string[]> = fc
  .array(text, { maxLength: 3 })
  .filter((texts) => !(texts.length === 1 && texts[0] === '*'));
export const minute: fc.Arbitrary<number> = fc.integer({ min: 0, max: 1440 });
export const day: fc.Arbitrary<number> = fc.integer({ min: 0, max: 6 });
