import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareNaturally } from './natural-text-order.ts';
import { compareValueKeys, compareValues, plainKeyOf } from './value-order.ts';

const value = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '9', '-', '.', ' ', 'é', '😀', '\uffff'), maxLength: 6 }),
  fc.integer().map(String),
  fc.double({ noNaN: true }).map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.constantFrom('', '10KiB', '1h30m', '500ms', '1.2.3.4', '1.10.3.4', 'inf', '0x1f', '2024-01-01T00:00:00Z'),
  fc.constantFrom('5 apples', '5s', '12ab', '007', '1e3', '2024 apples', '1999', '-5 apples', '403 Forbidden', '403'),
  fc.constantFrom('2024-01-01T00:00:00.5Z', '2024-01-01T01:00:00.25+01:00', '2024-01-01', '9007199254740993'),
  fc.constantFrom('2024-01-01 00:00:00', '-inf', '+Inf', '1.2.3.456', '-'),
);

const comparePlain = (a: string, b: string): number => compareValueKeys(plainKeyOf(a), plainKeyOf(b));

for (const [name, compare] of Object.entries({ compareValues, comparePlain, compareNaturally })) {
  test(`${name} is an order`, () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
        expect(compare(a, a)).toBe(0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 20_000 },
    );
  });
}

test('numbers are in the order of their values, however long', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: -9n, max: 9n }), (a, step) => {
      const b = a + step;
      expect(Math.sign(compareValues(String(a), String(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test('values of other kinds stand in the documented order', () => {
  const ordered = [
    '',
    '1.2.3.4',
    '1.10.3.4',
    '-5',
    '-',
    '9',
    '9 lives',
    '10',
    '91.0.4472.124',
    '91.1.5',
    '1KB',
    '1KiB',
    '2024-01-01T00:00:00Z',
    '2024-01-01 00:00:00.125',
    '2024-01-01T00:00:00.25Z',
    '2024-01-01T01:00:00.5+01:00',
    '2024 apples',
    '1ms',
    '2s',
    'a2',
    'a10',
    'a010',
    'b',
    'inf',
    'j',
  ];
  expect(ordered.toReversed().sort(compareValues)).toEqual(ordered);
});

test('without a limit only digits are numbers', () => {
  const texts = [
    '',
    '-5',
    '1.25',
    '1.5',
    '1.10.3.4',
    '1KiB',
    '1e3',
    '1ms',
    '2s',
    '10',
    '10s',
    '12ab',
    '403',
    '403 x',
    'a2',
  ];
  expect(texts.toReversed().sort(comparePlain)).toEqual(texts);
});
