import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryQuery } from './arbitrary-query.test-support.ts';
import { LOGSQL } from './logsql.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';

describe('parse and print', () => {
  it('give back the tree', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        expect(parse(print(query, LOGSQL), LOGSQL)).toEqual(query);
      }),
      { numRuns: 2500 },
    );
  });

  it('print the same text again', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        const text = print(query, LOGSQL);
        expect(print(parse(text, LOGSQL), LOGSQL)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
