import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogEntry, type LogEntryInit } from '../entry/log-entry.ts';
import type { LogFilters } from '../entry/log-filters.ts';
import { normalizeFilters } from '../entry/normalize-filters.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { ArrayBlock, ArrayBlockSource } from './array-block.test-support.ts';
import { countRows } from './count-rows.ts';
import { filterObjectToNode } from './filter-object.ts';
import { QueryContext } from './query-context.ts';

const TIME = Date.UTC(2026, 2, 2, 14);

function counts(entry: LogEntryInit, filters: LogFilters): boolean {
  const made = new LogEntry({ timestamp: TIME, ...entry });
  const { level, source, tags, metadata } = made;
  const fields = { _msg: made.message, level, source, tags: tags.length > 0 ? tags : undefined, ...metadata };
  const { ms, subMs } = made.instant;
  const block = new ArrayBlock([{ ms, subMs, sequence: 0, fields }]);
  return (
    countRows(new ArrayBlockSource([block]), filterObjectToNode(normalizeFilters(filters)), new QueryContext()) === 1
  );
}

describe('filterObjectToNode', () => {
  test('a key that is not set is no condition', () => {
    expect(filterObjectToNode(normalizeFilters({}))).toEqual({ kind: 'and', filters: [] });
  });

  test('metadata under the name of an own field is behind a prefix', () => {
    const node = filterObjectToNode(normalizeFilters({ metadata: { level: 7, 'user.id': null, time: 'x' } }));
    expect(node).toEqual({
      kind: 'and',
      filters: [
        {
          kind: 'and',
          filters: [
            { kind: 'typed-equals', field: 'metadata.level', value: 7 },
            { kind: 'typed-equals', field: 'user.id', value: null },
            {
              kind: 'or',
              filters: [
                { kind: 'typed-equals', field: 'time', value: 'x' },
                { kind: 'typed-equals', field: 'metadata.time', value: 'x' },
              ],
            },
          ],
        },
      ],
    });
  });

  test('the tighter of two bounds counts', () => {
    const node = filterObjectToNode(normalizeFilters({ metadata: { size: { gt: 5, gte: 5, lt: 9, lte: 8 } } }));
    expect(node).toMatchObject({
      filters: [{ filters: [{ low: 5, lowInclusive: false, high: 8, highInclusive: true }] }],
    });
  });

  test('a dot of a pattern stands for no line end', () => {
    expect(counts({ message: 'a\nb' }, { regex: 'a.b' })).toBe(false);
    expect(counts({ message: 'a-b' }, { regex: 'a.b' })).toBe(true);
    expect(counts({ message: 'x\na|b' }, { regex: '^a.b|b$' })).toBe(true);
  });

  test('query is compiled by the hook, and refused without one', () => {
    const filters = normalizeFilters({ query: 'error' });
    const node = filterObjectToNode(filters, { compileQuery: (text) => ({ kind: 'exact', field: '_msg', text }) });
    expect(node).toEqual({ kind: 'and', filters: [{ kind: 'exact', field: '_msg', text: 'error' }] });
    expect(() => filterObjectToNode(filters)).toThrow(InvalidArgumentError);
  });
});

const entry: fc.Arbitrary<LogEntryInit> = fc.record(
  {
    timestamp: fc.constantFrom(TIME, TIME + 1, '2026-03-02T14:00:00.000000001Z'),
    message: fc.constantFrom('connection lost', 'User42 Connected', 'ÉTÉ 3', 'a-b_c', ''),
    level: fc.constantFrom('ERROR', 'warn', 'Info', 'odd'),
    source: fc.constantFrom('api', 'Api', 'db'),
    tags: fc.subarray(['a', 'b', 'A b']),
    size: fc.constantFrom(1, 1.5, '1', null, true, 9007199254740993n, -2),
    name: fc.constantFrom('x', '', 'true'),
  },
  { requiredKeys: [] },
);

const scalar = fc.constantFrom(1, 1.5, '1', null, true, 9007199254740993n, 'x', '', 'true');
const texts = fc.oneof(fc.constantFrom('a', 'api', 'error', 'warn', ''), fc.subarray(['a', 'A b', 'db', 'INFO']));
const bound = fc.constantFrom(-2, 0, 1, 1.5, 2, 9007199254740992n);

/** A few conditions at once: of many, none would ever be met together. */
const filters: fc.Arbitrary<LogFilters> = fc.letrec<{ filters: LogFilters }>((tie) => ({
  filters: fc
    .record({
      startTime: fc.constantFrom(TIME, TIME + 1, '2026-03-02T14:00:00.000000001Z'),
      endTime: fc.constantFrom(TIME, TIME + 1, '2026-03-02T14:00:00.000000001Z'),
      level: texts,
      source: texts,
      tags: texts,
      allTags: texts,
      keyword: fc.constantFrom('connect', 'LOST', 'é', 'b_', ''),
      keywords: fc.subarray(['user4', 'lost', '-']),
      words: fc.subarray(['connection', 'User42', 'a', 'b_c', '3']),
      phrase: fc.constantFrom('connection lost', 'a-b', 'a-b_c', 'ÉTÉ'),
      regex: fc.constantFrom('^conn', '[0-9]+', '(?i)LOST$', '', 'c.*t'),
      minSeverity: fc.constantFrom(20, 30, 'ERROR' as const),
      metadata: fc.dictionary(
        fc.constantFrom('size', 'name', 'absent'),
        fc.oneof(scalar, fc.record({ gt: bound, lte: bound }), fc.record({ gte: bound, lt: bound })),
        { maxKeys: 2 },
      ),
      not: fc.oneof({ depthSize: 'small' }, fc.constant({}), tie('filters')),
    })
    .chain((all) =>
      fc.subarray(Object.keys(all) as (keyof LogFilters)[], { maxLength: 3 }).map((keys) => pick(all, keys)),
    ),
})).filters;

function pick(all: LogFilters, keys: readonly (keyof LogFilters)[]): LogFilters {
  return Object.fromEntries(keys.map((key) => [key, all[key]]));
}

test('rows that a filter object finds are the entries that it matches', () => {
  let matched = 0;
  fc.assert(
    fc.property(entry, filters, (init, wanted) => {
      const expected = new LogEntry({ timestamp: TIME, ...init }).matchesFilter(wanted);
      if (expected) matched++;
      expect(counts(init, wanted)).toBe(expected);
    }),
    { numRuns: 3000 },
  );
  expect(matched).toBeGreaterThan(300);
}, 60_000);
