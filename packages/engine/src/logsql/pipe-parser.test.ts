import { describe, expect, it } from 'vitest';
import { QuerySyntaxError } from '../errors/engine-error.ts';
import { LOGSQL } from './logsql.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';
import type { PipeNode } from './syntax-tree.ts';

const pipes = (text: string): readonly PipeNode[] => parse(`* | ${text}`, LOGSQL).pipes;
const printed = (text: string): string => print(parse(`* | ${text}`, LOGSQL), LOGSQL).slice('* | '.length);
const count = { function: { kind: 'count', fields: ['*'] }, condition: null };

describe('pipes as trees', () => {
  it.each<[string, unknown]>([
    ['blocks_count', { kind: 'blocks_count', resultField: 'blocks_count' }],
    ['collapse_nums at x prettify', { kind: 'collapse_nums', condition: null, field: 'x', prettify: true }],
    [
      'cp a b, c* as d*',
      {
        kind: 'copy',
        pairs: [
          { source: 'a', target: 'b' },
          { source: 'c*', target: 'd*' },
        ],
      },
    ],
    ['drop a, b*', { kind: 'delete', fields: ['a', 'b*'] }],
    ['keep *', { kind: 'fields', fields: ['*'] }],
    ['facets', { kind: 'facets', limit: 10, maxValuesPerField: 1000, maxValueLength: 128, keepConstFields: false }],
    ['field_values (a) limit 3', { kind: 'field_values', field: 'a', limit: 3 }],
    ['first', { kind: 'first', limit: 1, by: [], partitionBy: [], rankField: null }],
    [
      'last 3 by (a desc, b) partition by (c) rank as r',
      {
        kind: 'last',
        limit: 3,
        by: [
          { field: 'a', descending: true },
          { field: 'b', descending: false },
        ],
        partitionBy: ['c'],
        rankField: 'r',
      },
    ],
    ['head', { kind: 'limit', count: 10 }],
    ['skip 1K', { kind: 'offset', count: 1000 }],
    ['len (a) b', { kind: 'len', field: 'a', resultField: 'b' }],
    ['hash a', { kind: 'hash', field: 'a', resultField: '_msg' }],
    ['pack_json fields (a, *) as b', { kind: 'pack_json', fields: [], resultField: 'b' }],
    ['patterns 5 at body', { kind: 'patterns', field: 'body', limit: 5 }],
    [
      'replace (a, "") limit 1',
      { kind: 'replace', condition: null, search: 'a', replacement: '', field: '_msg', limit: 1 },
    ],
    [
      'order (a) desc offset 1 limit 2 rank',
      {
        kind: 'sort',
        by: [{ field: 'a', descending: false }],
        descending: true,
        partitionBy: [],
        offset: 1,
        limit: 2,
        rankField: 'rank',
      },
    ],
    [
      'stream_context after 5 time_window 1m',
      { kind: 'stream_context', before: 0, after: 5, timeWindow: { text: '1m', ns: 60_000_000_000n } },
    ],
    ['top a, hits', { kind: 'top', limit: 10, by: ['a', 'hits'], hitsField: 'hitss', rankField: null }],
    ['uniq a, b hits limit 5', { kind: 'uniq', by: ['a', 'b'], hitsField: 'hits', limit: 5 }],
    ['unpack_words x drop_duplicates', { kind: 'unpack_words', from: 'x', resultField: 'x', dropDuplicates: true }],
    ['unroll a', { kind: 'unroll', condition: null, fields: ['a'] }],
    ['extract if () "<a>"', { kind: 'extract', condition: { kind: 'all' }, from: '_msg' }],
    [
      'format "a&lt;<q: b ><_>"',
      {
        steps: [
          { prefix: 'a<', field: 'b', option: 'q' },
          { prefix: '', field: '', option: '' },
        ],
      },
    ],
  ])('%s', (text, expected) => {
    expect(pipes(text)).toMatchObject([expected as PipeNode]);
  });
});

describe('stats', () => {
  it('names results as they are written', () => {
    const names = (text: string): string[] =>
      pipes(text).flatMap((pipe) => (pipe.kind === 'stats' ? pipe.functions.map((entry) => entry.resultField) : []));
    expect(names('count(), count_uniq(a, "b c") limit 5, quantile(0.50, x*) if (y:>1h)')).toEqual([
      'count(*)',
      'count_uniq(a, "b c") limit 5',
      'quantile(0.50, x*) if (y:>1h)',
    ]);
    expect(names('sum(hits), min("count"), max(rank) if (before:re("x")), avg(by), sum(offset)')).toEqual([
      'sum(hits)',
      'min("count")',
      'max(rank) if (before:~x)',
      'avg("by")',
      'sum("offset")',
    ]);
    expect(names('quantile(0.9, a, *), row_max(a, *, b), row_min(a), count(a, *)')).toEqual([
      'quantile(0.9)',
      'row_max(a)',
      'row_min(a)',
      'count(a, *)',
    ]);
    expect(names('stats count() as a, rate() b')).toEqual(['a', 'b']);
  });

  it('quotes prefixes that are words of the language', () => {
    expect(pipes('stats count_empty(i*, a*, "b c*")')).toMatchObject([
      { functions: [{ resultField: 'count_empty("i*", a*, "b c*")' }] },
    ]);
  });

  it('takes no sizes, exponents and prefixes where the reference takes digits', () => {
    for (const text of [
      'uniq_values(a) limit 1K',
      'count_uniq(a) limit 0x10',
      'values(a) limit 05',
      'quantile(1e-1, a)',
    ]) {
      expect(() => pipes(`stats ${text}`)).toThrow(QuerySyntaxError);
    }
    for (const bucket of ['1e3', '0x10', 'inf', '-5', '5 offset 1e3', '/ 33']) {
      expect(() => pipes(`stats by (a:${bucket}) count()`)).toThrow(QuerySyntaxError);
    }
    expect(printed('stats by (a:1_000 offset - 2, ip:/ 24, b:0) values(c) limit 1_000 n')).toBe(
      'stats by (a:1_000 offset -2, ip:/24, b:0) values(c) limit 1000 as n',
    );
  });

  it('reads buckets', () => {
    expect(pipes('stats by (_time:1d offset -2h, ip:/24, size:10KB, t:month, x) count() n')).toEqual([
      {
        kind: 'stats',
        by: [
          {
            field: '_time',
            bucket: { text: '1d', unit: 'number', size: 86400e9, offset: { text: '-2h', value: -7200e9 } },
          },
          { field: 'ip', bucket: { text: '/24', unit: 'ipv4', size: 256, offset: null } },
          { field: 'size', bucket: { text: '10KB', unit: 'number', size: 10_000, offset: null } },
          { field: 't', bucket: { text: 'month', unit: 'month', size: 0, offset: null } },
          { field: 'x', bucket: null },
        ],
        functions: [{ ...count, resultField: 'n' }],
      },
    ]);
  });

  it.each([
    ['count()', 'stats count(*) as "count(*)"'],
    ['by (a) count() n', 'stats by (a) count(*) as n'],
    ['(a, b:5) count () n', 'stats by (a, b:5) count(*) as n'],
    ['max (a, b)', 'stats max(a, b) as "max(a, b)"'],
    ['"count" foo', 'filter "count" foo'],
    ['(a or b) c', 'filter (a or b) c'],
    ['(a:count or b)', 'filter a:count or b'],
    ['error', 'filter error'],
    ['"by":x', 'filter "by":x'],
    ['where x:>5', 'filter x:>5'],
  ])('is told from a filter: %s', (text, expected) => {
    expect(printed(text)).toBe(expected.replace('a:count', 'a:"count"'));
  });
});

describe('math', () => {
  it.each([
    ['a + b * c - d', 'math (a + b * c - d) as "a + b * c - d"'],
    ['(a + b) * c', 'math ((a + b) * c) as "(a + b) * c"'],
    ['a - (b - c)', 'math (a - (b - c)) as "a - (b - c)"'],
    ['(a - b) - c x', 'math (a - b - c) as x'],
    ['a ^ b ^ c x', 'math (a ^ b ^ c) as x'],
    ['a ^ (b ^ c) x', 'math (a ^ (b ^ c)) as x'],
    ['a default b + c * d x', 'math (a default b + c * d) as x'],
    ['-a ^ -(b+1) x', 'math (-a ^ -(b + 1)) as x'],
    ['+5KB + --1h x', 'math (5KB + --1h) as x'],
    ['-(-(a))', 'math --a as "--a"'],
    ['"2024-05-15T10:20:30Z" - 1µs', 'math ("2024-05-15T10:20:30Z" - "1µs") as "2024-05-15T10:20:30Z - 1µs"'],
    ['"a-b" / "1.2.3.4" x', 'math ("a-b" / 1.2.3.4) as x'],
    ['ROUND(a, 0.1) as x, x + 1 as y', 'math round(a, 0.1) as x, (x + 1) as y'],
    ['now() - rand()*10 as x', 'math (now() - rand() * 10) as x'],
    ['"max" as x', 'math "max" as x'],
  ])('%s', (text, expected) => {
    expect(printed(`math ${text}`)).toBe(expected);
  });
});
