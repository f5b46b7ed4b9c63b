import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import type { LogEntryInit } from './entry-init.ts';
import { LogEntry } from './log-entry.ts';
import type { LogFilters } from './log-filters.ts';
import { FILTER_KEYS, normalizeFilters } from './normalize-filters.ts';

function matches(init: LogEntryInit, filters: LogFilters): boolean {
  return new LogEntry({ ts: 1_700_000_000, ...init }).matchesFilter(filters);
}

describe('matchesFilter', () => {
  const cases: [LogFilters, LogEntryInit, boolean][] = [
    [{}, {}, true],
    [{ startTime: '2026-03-02T00:00:00Z' }, { ts: '2026-03-02T00:00:00Z' }, true],
    [{ startTime: '2026-03-02T00:00:00.000000001Z' }, { ts: '2026-03-02T00:00:00Z' }, false],
    [{ endTime: '2026-03-02T02:00:00+02:00' }, { ts: '2026-03-02T00:00:00Z' }, true],
    [{ endTime: new Date(999) }, { ts: 1 }, false],
    [{ endTime: 1_700_000_000_000 }, {}, true],
    [{ startTime: 1_700_000_000_001 }, {}, false],
    // A small number is milliseconds too, soon after 1970, though an entry's time of this size is in seconds.
    [{ startTime: 1_700_000_000 }, { ts: 1_700_000 }, true],
    [{ startTime: 1_700_000_001 }, { ts: 1_700_000 }, false],
    [{ endTime: 0 }, { ts: 0 }, true],
    [{ endTime: -1 }, { ts: 0 }, false],
    [{ endTime: 1_700_000_000_000n }, {}, true],
    [{ startTime: 0.5 }, { ts: '1970-01-01T00:00:00.0005Z' }, true],
    [{ startTime: 0.5 }, { ts: '1970-01-01T00:00:00.000499999Z' }, false],
    [{ startTime: '2026-03-03', endTime: '2026-03-01' }, { ts: '2026-03-02' }, false],
    [{ level: 'error' }, { level: 'ERROR' }, true],
    [{ level: ['warn', 'ERROR'] }, { level: 'Error' }, true],
    [{ level: 'ERROR' }, { level: 3 }, true],
    [{ level: 'ERR' }, { level: 'ERROR' }, false],
    [{ level: 'ÉLEVÉ' }, { level: 'élevé' }, true],
    [{ level: '' }, {}, true],
    [{ level: [] }, { level: 'INFO' }, false],
    [{ source: 'DB' }, { source: 'db' }, false],
    [{ source: ['web', 'db'] }, { source: 'db' }, true],
    [{ source: '' }, {}, true],
    [{ tags: ['x', 'b'] }, { tags: ['a', 'b'] }, true],
    [{ tags: 'A' }, { tags: ['a', 'ab'] }, false],
    [{ tags: 'a' }, { tags: ['ab'] }, false],
    [{ tags: [] }, { tags: ['a'] }, false],
    [{ allTags: ['a', 'b'] }, { tags: ['b', 'c', 'a'] }, true],
    [{ allTags: ['a', 'b'] }, { tags: ['a'] }, false],
    [{ allTags: [] }, {}, true],
    [{ keyword: 'TION lo' }, { message: 'Connection LOST' }, true],
    [{ keyword: '' }, {}, true],
    [{ keyword: 'ΟΔΟΣ' }, { message: 'οδοσα' }, true],
    [{ keyword: 'x' }, { message: '' }, false],
    [{ keywords: ['nope', 'LOST'] }, { message: 'connection lost' }, true],
    [{ keywords: [] }, { message: 'connection lost' }, false],
    [{ words: ['lost', 'connection'] }, { message: 'connection lost' }, true],
    [{ words: 'connect' }, { message: 'connection lost' }, false],
    [{ words: 'Lost' }, { message: 'connection lost' }, false],
    [{ words: 'été_1' }, { message: '(été_1)' }, true],
    [{ words: [] }, {}, true],
    [{ phrase: 'lost to' }, { message: 'connection lost to db' }, true],
    [{ phrase: 'ost to' }, { message: 'connection lost to db' }, false],
    [{ phrase: 'ost to' }, { message: 'lost to, ost to' }, true],
    [{ phrase: '/api' }, { message: 'GET /api/v1' }, true],
    [{ phrase: '/ap' }, { message: 'GET /api/v1' }, false],
    [{ phrase: '=' }, { message: 'a=b' }, true],
    [{ regex: 'l[oa]st$' }, { message: 'connection lost' }, true],
    [{ regex: 'LOST' }, { message: 'connection lost' }, false],
    [{ regex: '(?i)LOST' }, { message: 'connection lost' }, true],
    [{ regex: '' }, {}, true],
    [{ minSeverity: 30 }, { level: 'WARN' }, true],
    [{ minSeverity: 'error' }, { level: 'WARN' }, false],
    [{ minSeverity: 20 }, {}, true],
    [{ minSeverity: Number.POSITIVE_INFINITY }, { level: 'EMERGENCY' }, false],
    [{ metadata: { 'user.id': 7 } }, { metadata: { user: { id: 7 } } }, true],
    [{ metadata: { 'user.id': 7 } }, { user: { id: 7 } }, true],
    [{ metadata: { 'user.id': 7 } }, { 'user.id': 7 }, true],
    [{ metadata: { 'a.b.c': 1 } }, { 'a.b': { c: 1 } }, true],
    [{ metadata: { 'a.b.c': 1 } }, { a: { 'b.c': 1 } }, true],
    [{ metadata: { 'user.id': '7' } }, { user: { id: 7 } }, false],
    [{ metadata: { id: 7n } }, { id: 7 }, true],
    [{ metadata: { id: 2n ** 60n } }, { id: 2n ** 60n + 1n }, false],
    [{ metadata: { ok: true } }, { ok: 1 }, false],
    [{ metadata: { zero: 0 } }, { zero: -0 }, true],
    [{ metadata: { a: null } }, {}, true],
    [{ metadata: { a: null } }, { a: null }, true],
    [{ metadata: { a: null } }, { a: Number.NaN }, true],
    [{ metadata: { a: null } }, { a: '' }, false],
    [{ metadata: { a: null } }, { a: { b: 1 } }, false],
    [{ metadata: { '0': 'x' } }, { list: ['x'] }, false],
    [{ metadata: { 'list.0': 'x' } }, { list: ['x'] }, false],
    [{ metadata: { 'a.length': 1 } }, { a: 'x' }, false],
    [{ metadata: { at: '1970-01-01T00:00:00.000Z' } }, { at: new Date(0) }, true],
    [{ metadata: { level: 'inner' } }, { level: 'INFO', metadata: { level: 'inner' } }, true],
    [{ metadata: { level: 'INFO' } }, { level: 'INFO' }, false],
    [{ metadata: { host: 'outer' } }, { metadata: { host: 'inner' }, host: 'outer' }, true],
    [{ metadata: { n: { gt: 1, lte: 2 } } }, { n: 2 }, true],
    [{ metadata: { n: { gt: 2 } } }, { n: 2 }, false],
    [{ metadata: { n: { gte: 2 } } }, { n: '2' }, false],
    [{ metadata: { n: { lt: 2n ** 60n } } }, { n: 2n ** 60n - 1n }, true],
    [{ metadata: { n: { gte: Number.NEGATIVE_INFINITY } } }, {}, false],
    [{ metadata: {} }, {}, true],
    [{ not: { level: 'INFO' } }, { level: 'INFO' }, false],
    [{ source: 'db', not: { level: 'INFO', keyword: 'x' } }, { source: 'db', level: 'INFO' }, true],
    [{ not: { not: { level: 'INFO' } } }, { level: 'INFO' }, true],
    [{ not: {} }, {}, false],
    [{ level: undefined, source: 'db' }, { source: 'db' }, true],
  ];
  it.each(
    cases.map(([filters, init, expected]) => ({ title: inspect([filters, init, expected]), filters, init, expected })),
  )('$title', ({ filters, init, expected }) => {
    expect(matches(init, filters)).toBe(expected);
  });

  it('holds for a conjunction exactly where each condition holds, and for `not` where it does not', () => {
    const condition: fc.Arbitrary<LogFilters> = fc.oneof(
      fc.record({ level: fc.constantFrom('info', 'ERROR', '') }),
      fc.record({ keyword: fc.constantFrom('lost', 'x', '') }),
      fc.record({ minSeverity: fc.constantFrom(20, 30, 'ERROR') }),
      fc.record({ tags: fc.subarray(['a', 'b', 'c']) }),
      fc.record({ metadata: fc.constantFrom({ id: 1 }, { id: null }, { id: { gt: 1 } }) }),
    );
    const init = fc.record(
      {
        level: fc.constantFrom('INFO', 'error', 'odd'),
        message: fc.constantFrom('Lost', 'x', ''),
        tags: fc.subarray(['a', 'b']),
        id: fc.constantFrom(1, 2, '1', null),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(init, condition, condition, (given, first, second) => {
        const both = Object.keys(first)[0] === Object.keys(second)[0] ? second : { ...first, ...second };
        const expected = (both === second || matches(given, first)) && matches(given, second);
        expect(matches(given, both)).toBe(expected);
        expect(matches(given, { not: both })).toBe(!expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves LogsQL to the engine', () => {
    expect(normalizeFilters({ query: 'error' }).query).toBe('error');
    // The language is above this floor.
    expect(() => matches({}, { query: 'error' })).toThrow('needs the engine');
  });
});

describe('normalizeFilters', () => {
  it('brings every condition into one form', () => {
    const normalized = normalizeFilters({
      startTime: '1970-01-01T00:00:00.0000005Z',
      level: 'ERROR',
      source: ['a', 'b'],
      keyword: 'LOST',
      minSeverity: 'warn',
      metadata: { a: 1, b: { gte: 2 } },
      not: { tags: 'x' },
    });
    expect(normalized).toMatchObject({
      startTime: { ms: 0, subMs: 500 },
      endTime: undefined,
      level: ['error'],
      source: ['a', 'b'],
      keyword: 'lost',
      minSeverity: 30,
      metadata: [
        { kind: 'equality', path: 'a', value: 1 },
        { kind: 'bounds', path: 'b', gt: undefined, gte: 2, lt: undefined, lte: undefined },
      ],
      not: { tags: ['x'] },
    });
    expect(Object.keys(normalized)).toEqual(FILTER_KEYS);
  });

  it.each<[unknown, string]>([
    [{ levl: 'x' }, "unknown filter 'levl'; did you mean 'level'?"],
    [{ min_severity: 1 }, "did you mean 'minSeverity'?"],
    [{ tag: 'x' }, "did you mean 'tags'?"],
    [{ wibble: 1 }, "unknown filter 'wibble'; The filters are startTime, endTime, level"],
    [{ not: { not: { kyword: 'x' } } }, "unknown filter 'not.not.kyword'; did you mean 'keyword'?"],
    [JSON.parse('{"__proto__":1}'), "unknown filter '__proto__'"],
    [{ constructor: 1 }, "unknown filter 'constructor'"],
    [null, 'filters must be an object; got null'],
    [[], 'filters must be an object; got a list'],
    ['level:error', "filters must be an object; got 'level:error'"],
    [{ startTime: 'yesterday' }, "startTime must be a time: ISO 8601 such as '2026-03-02T14:25:36Z'"],
    [{ endTime: true }, 'endTime must be a time'],
    [{ startTime: new Date(Number.NaN) }, 'got an invalid Date'],
    [{ level: 3 }, 'level must be a string or a list of strings; got 3'],
    [{ source: ['a', null] }, 'source[1] must be a string; got null'],
    [{ keyword: ['a'] }, 'keyword must be a string; got a list'],
    [
      { words: 'two words' },
      "words must hold single words, which are letters, digits and '_'; got 'two words'; use phrase",
    ],
    [{ words: [''] }, 'words must hold single words'],
    [{ words: ['\ud800'] }, 'words must hold single words'],
    [{ phrase: '' }, 'phrase must not be empty'],
    [{ regex: '(' }, 'regex must be a regular expression in RE2 syntax'],
    [{ regex: '(a)\\1' }, 'regex must be a regular expression in RE2 syntax'],
    [{ regex: /a/ }, 'regex must be a string in RE2 syntax, not a RegExp'],
    [{ minSeverity: 'loud' }, 'minSeverity must be a number or one of the levels TRACE'],
    [{ minSeverity: Number.NaN }, 'minSeverity must be a number'],
    [{ metadata: { a: [1] } }, "metadata['a'] must be a string, number, boolean or null, or bounds"],
    [{ metadata: { a: {} } }, "metadata['a'] must be"],
    [{ metadata: { a: { gt: 1, eq: 1 } } }, "metadata['a'] must be"],
    [{ metadata: { a: { gt: '1' } } }, "metadata['a'].gt must be a number; got '1'"],
    [{ metadata: { a: Number.NaN } }, "metadata['a'] must not be NaN"],
    [{ metadata: 'a=1' }, "metadata must be an object of paths and values; got 'a=1'"],
    [{ not: [] }, 'not must be an object; got a list'],
    [{ query: 1 }, 'query must be a string; got 1'],
    [{ keyword: 5, level: 'x'.repeat(1e6) }, 'keyword must be a string; got 5'],
  ])('refuses %j', (filters, message) => {
    const normalize = (): unknown => normalizeFilters(filters as LogFilters);
    expect(normalize).toThrow(InvalidArgumentError);
    expect(normalize).toThrow(message);
  });

  it('refuses filters that refer to themselves', () => {
    const filters: LogFilters = {};
    filters.not = filters;
    expect(() => normalizeFilters(filters)).toThrow("filters nest 'not' more than 100 deep");
  });
});
