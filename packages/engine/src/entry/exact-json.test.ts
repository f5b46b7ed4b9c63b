import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson, stringifyExactJson, withRawIntegers } from './exact-json.ts';

describe('exact JSON', () => {
  it('makes bigints only of integers that a number cannot hold', () => {
    expect(
      parseExactJson('[9007199254740991,9007199254740992,-9007199254740993,1e400,1.00000000000000000001]'),
    ).toEqual([9007199254740991, 9007199254740992n, -9007199254740993n, Number.POSITIVE_INFINITY, 1]);
    expect(parseExactJson('{"text":"12345678901234567890"}')).toEqual({ text: '12345678901234567890' });
  });

  it('keeps every digit both ways', () => {
    const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.bigInt({ min: 2n ** 53n, max: 2n ** 90n })));
    fc.assert(
      fc.property(fc.record({ value, __proto__: fc.constant(null), id: fc.bigInt({ min: 2n ** 53n }) }), (record) => {
        const text = stringifyExactJson(record)!;
        expect(JSON.stringify(withRawIntegers(record))).toBe(text);
        expect(stringifyExactJson(parseExactJson(text))).toBe(text);
      }),
    );
  });

  it('copies only what has a bigint in it', () => {
    const plain = { a: [1, { b: new Date(0) }] };
    expect(withRawIntegers(plain)).toBe(plain);
    const mixed = { plain, big: 2n ** 60n };
    const raw = withRawIntegers(mixed) as typeof mixed;
    expect(raw).not.toBe(mixed);
    expect(raw.plain).toBe(plain);
    expect(mixed.big).toBe(2n ** 60n);
  });
});
