import type { Compound, Cursor } from './cursor.ts';
import { parseMeasureText } from './number-literal.ts';
import type { Printer } from './printer.ts';
import type { StatsBucket, StatsByField } from './syntax-tree.ts';

const FIELD_STOPS: ReadonlySet<string> = new Set(['*', ',', '(', ')', '[', ']', '|', ':']);
const BUCKET_STOPS: ReadonlySet<string> = new Set([',', '(', ')', '|']);

/** Named steps in nanoseconds. */
const STEPS: Readonly<Record<string, number>> = {
  nanosecond: 1,
  microsecond: 1e3,
  millisecond: 1e6,
  second: 1e9,
  minute: 60e9,
  hour: 3600e9,
  day: 86_400e9,
  week: 604_800e9,
};

/** `by (a, b:10KB, _time:1d offset 2h, ip:/24)`; empty if neither `by` nor a bracket stands here. */
export function parseStatsBy(cursor: Cursor): StatsByField[] {
  if (!cursor.accept('by') && !cursor.is('(')) return [];
  return cursor.list(() => {
    const { text } = cursor.compound('a field name', FIELD_STOPS);
    return { field: text === '' ? '_msg' : text, bucket: cursor.accept(':') ? parseBucket(cursor) : null };
  });
}

function parseBucket(cursor: Cursor): StatsBucket {
  const { text, first } = signedLiteral(cursor, '/', 'the size of a bucket');
  const bucket = bucketOf(text);
  if (bucket === undefined) {
    cursor.fail('a number, a size, a duration, a unit like day or month, or a network mask like /24', {
      at: first,
      known: [...Object.keys(STEPS), 'month', 'year'],
    });
  }
  return { ...bucket, offset: cursor.accept('offset') ? parseOffset(cursor) : null };
}

function bucketOf(text: string): Omit<StatsBucket, 'offset'> | undefined {
  if (text === 'month' || text === 'year') return { text, unit: text, size: 0 };
  const mask = /^\/(\d{1,2})$/.exec(text);
  if (mask !== null)
    return Number(mask[1]) > 32 ? undefined : { text, unit: 'ipv4', size: 2 ** (32 - Number(mask[1])) };
  const size = Object.hasOwn(STEPS, text) ? STEPS[text] : parseMeasureText(text);
  return size === undefined || size < 0 ? undefined : { text, unit: 'number', size };
}

function parseOffset(cursor: Cursor): { text: string; value: number } {
  const { text, first } = signedLiteral(cursor, '-', 'the offset of the buckets');
  const value = parseMeasureText(text);
  if (value === undefined) cursor.fail('a number, a size or a duration', { at: first });
  return { text, value };
}

/** A literal in front of which a sign may stand apart: `- 2h`, `/ 24`. */
function signedLiteral(cursor: Cursor, sign: string, expected: string): Pick<Compound, 'text' | 'first'> {
  const literal = cursor.compound(expected, BUCKET_STOPS);
  if (literal.text !== sign || literal.quoted) return literal;
  return { text: sign + cursor.compound(expected, BUCKET_STOPS).text, first: literal.first };
}

export function printStatsBy(by: readonly StatsByField[], printer: Printer): string {
  if (by.length === 0) return '';
  const fields = by.map(({ field, bucket }) => {
    if (bucket === null) return printer.name(field);
    const offset = bucket.offset === null ? '' : ` offset ${printLiteral(bucket.offset.text, printer)}`;
    return `${printer.name(field)}:${printLiteral(bucket.text, printer)}${offset}`;
  });
  return ` by (${fields.join(', ')})`;
}

function printLiteral(text: string, printer: Printer): string {
  return /^[-/]?[\w.µ]+$/.test(text) ? text : printer.quoted(text);
}
