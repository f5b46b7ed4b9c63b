import { describe, expect, it } from 'vitest';
import { blocksOf } from './query-script.test-support.ts';
import { referenceTypeOf } from './reference-type.ts';

/** The type of a field with these values, one a row; null is a row without it. */
function typeOf(values: readonly unknown[]): string {
  const lines = values.map((v, second) =>
    JSON.stringify({ _time: new Date(second * 1000), ...(v === null ? {} : { v }) }),
  );
  const [block] = blocksOf(lines, Number.POSITIVE_INFINITY);
  return referenceTypeOf(block!.column('v')!);
}

const many = (make: (index: number) => unknown): unknown[] => Array.from({ length: 9 }, (_, index) => make(index));

describe('referenceTypeOf', () => {
  it.each([
    ['const', [1, 1, 1]],
    ['dict', [1, 1, null]],
    ['dict', ['a', 'b', 3]],
    ['string', ['x'.repeat(257), 'x'.repeat(257)]],
    ['string', many((index) => 'x'.repeat(40) + index)],
    ['uint8', many((index) => index)],
    ['uint8', many((index) => 255 - index)],
    ['uint16', many((index) => 256 - index)],
    ['uint32', many((index) => 65_536 - index)],
    ['uint64', many((index) => 2 ** 32 - index)],
    ['uint64', many((index) => `1844674407370955161${Math.min(index, 5)}`).concat(many((index) => index))],
    ['int64', many((index) => index - 5)],
    ['string', many((index) => `00${index}`)],
    ['string', many((index) => `1844674407370955161${index}`)],
    ['string', [...many((index) => index), null]],
    ['float64', many((index) => index / 4)],
    ['float64', many((index) => `-${index}.50`)],
    ['string', many((index) => `${index}e3`)],
    ['ipv4', many((index) => `10.0.0.${index}`)],
    ['string', many((index) => `10.0.0.${index * 40}`)],
    ['iso8601', many((index) => `2024-05-01T00:00:00.00${index}Z`)],
    ['string', many((index) => `2024-05-01T00:00:0${index}Z`)],
    ['string', many((index) => `word ${index}`)],
  ])('%s', (type, values) => {
    expect(typeOf(values)).toBe(type);
  });
});
