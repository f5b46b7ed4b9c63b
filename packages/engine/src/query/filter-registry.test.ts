import { describe, expect, test } from 'vitest';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { LOGSQL } from '../logsql/logsql.ts';
import { parse } from '../logsql/parse.ts';
import { resolveTimes } from '../logsql/resolve-times.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import { ArrayBlock, ArrayBlockSource } from './array-block.test-support.ts';
import type { BindFilter } from './bound-filter.ts';
import { FieldFilter } from './field-filter.ts';
import { bindFilter, filterBinder } from './filter-registry.ts';
import { QueryContext } from './query-context.ts';
import { QueryPlan } from './query-plan.ts';
import { replaceSubqueries } from './replace-subqueries.ts';

const NOW_NS = BigInt(Date.parse('2026-03-04T12:00:00Z')) * 1_000_000n;

/** The positions of the rows that pass, by the text of a filter. */
function passing(text: string, rows: readonly Record<string, unknown>[], bind: BindFilter = bindFilter): number[] {
  return passingNode(parse(text, LOGSQL).filter, rows, bind);
}

function passingNode(node: QueryFilterNode, rows: readonly Record<string, unknown>[], bind = bindFilter): number[] {
  const block = new ArrayBlock(
    rows.map(({ _time, ...fields }, sequence) => ({
      ms: Date.parse((_time as string | undefined) ?? '2026-03-04T11:59:00Z'),
      sequence,
      fields,
    })),
  );
  const plan = new QueryPlan(resolveTimes(node, { nowNs: NOW_NS }), bind);
  const found: number[] = [];
  for (const each of plan.blocks(new ArrayBlockSource([block]), new QueryContext()))
    found.push(...plan.select(each).toArray());
  return found;
}

function messages(...texts: string[]): Record<string, unknown>[] {
  return texts.map((text) => ({ _msg: text }));
}

describe('filters as the reference shows them', () => {
  test.each([
    ['error', ['error', 'an error happened', 'error: cannot open file'], ['ERROR', 'multiple errors occurred']],
    [
      '"ssh: login fail"',
      ['ERROR: ssh: login fail for user "foobar"', 'ssh: login fail!'],
      ['ssh login fail', 'login fail: ssh error', 'ssh: login failed', 'SSH: login fail'],
    ],
    [`'"foo":"bar"'`, ['{"foo":"bar"}', '"foo":"bar"'], ['foo:bar', '"foo":"barbaz"'.replace('"bar', '"x')]],
    ['err*', ['err: foobar', 'cannot open file: error occurred'], ['Error: foobar', 'fooerror']],
    [
      '"unexpected fail"*',
      ['unexpected fail: IO error', 'error:unexpected failure'],
      ['unexpectedly failed', 'failed to open file: unexpected EOF'],
    ],
    ['~"ampl"', ['Example message', 'This is a sample'], ['EXAMPLE message']],
    ['~"(?i)ampl"', ['EXAMPLE message'], ['apple']],
    [
      '="fatal error: cannot find /foo/bar"',
      ['fatal error: cannot find /foo/bar'],
      ['fatal error: cannot find /foo/bar/baz', 'FATAL ERROR: cannot find /foo/bar'],
    ],
    [
      '="Processing request"*',
      ['Processing request foobar', 'Processing requests from ...'],
      ['processing request foobar', 'start: Processing request'],
    ],
    ['contains_all(foo, "bar baz")', ['foo bar baz', 'bar baz, foo'], ['foo bar', 'foo bar bazz', 'bar baz']],
    ['contains_any(foo, "bar baz")', ['foo', 'a bar baz'], ['bar', 'food']],
    [
      'i(error)',
      ['unknown error happened', 'ERROR: cannot read file', 'Error: unknown arg', 'An ErRoR occurred'],
      ['FooError', 'too many Errors'],
    ],
    ['i(error*)', ['too many Errors'], ['FooError']],
    ['seq("error", "open file")', ['some error: cannot open file /foo/bar'], ['cannot open file: error']],
    [
      '~"err|warn"',
      ['error: cannot read data', '2 warnings have been raised', 'data transferring finished'],
      ['ERROR: cannot open file', 'it is warmer than usual'.replace('warmer', 'hotter')],
    ],
    ['range(1, 10)', ['4.2', '9'], ['the request took 4.2 seconds', '1', '10']],
    [
      'len_range(5, 10)',
      ['foobar', 'foo bar', '\u{1f600}'.repeat(10)],
      ['foo', 'foo bar baz abc', '\u{1f600}'.repeat(4)],
    ],
    ['NOT info OR debug', ['warn', 'debug', 'info debug'], ['info']],
    ['!(info or debug)', ['warn'], ['info', 'debug']],
  ])('%s', (text, matching, others) => {
    expect(passing(text, messages(...matching, ...others))).toEqual(matching.map((_, index) => index));
  });

  test('the level is compared as it is written', () => {
    expect(passing('level:error', [{ level: 'error' }, { level: 'ERROR' }])).toEqual([0]);
    expect(passing('level:i(error)', [{ level: 'error' }, { level: 'ERROR' }])).toEqual([0, 1]);
  });

  test('values of fields', () => {
    const rows = [{ ip: '127.0.0.1' }, { ip: '128.0.0.1' }, { ip: 'from 127.0.0.1' }, {}];
    expect(passing('ip:ipv4_range("127.0.0.0/8")', rows)).toEqual([0]);
    expect(passing('ip:>127.0.0.1', rows)).toEqual([1]);
    expect(passing('ip:*', rows)).toEqual([0, 1, 2]);
    expect(passing('ip:""', rows)).toEqual([3]);
    expect(passing('ip:in(127.0.0.1, "")', rows)).toEqual([0, 3]);
    expect(passing('_msg:* or *', rows)).toEqual([0, 1, 2, 3]);
    expect(passing('_msg:*', [{ _msg: 'a' }, {}])).toEqual([0]);
  });

  test('numbers, sizes, durations and texts', () => {
    const rows = [{ v: '9KB' }, { v: '10.5KiB' }, { v: '20000' }, { v: '1m5s' }, { v: '15s' }, { v: 'x' }, {}];
    expect(passing('v:>10KiB', rows)).toEqual([1, 2, 3, 4]);
    expect(passing('v:range[15s, 1h)', rows)).toEqual([3, 4]);
    expect(passing('v:<=9000', rows)).toEqual([0]);
    expect(passing('v:<"ab"', [{ v: 'aa' }, { v: 'ab' }, { v: 'b' }, {}])).toEqual([0, 3]);
    expect(passing('v:string_range(A, C)', [{ v: 'Bob' }, { v: 'C' }, { v: 'A' }])).toEqual([0, 2]);
  });

  test('one field against another', () => {
    const rows = [{ a: '2', b: '10' }, { a: '1s', b: '900ms' }, { a: 'x', b: 'x' }, { a: '10', b: '10.0' }, { b: '1' }];
    expect(passing('a:eq_field(b)', rows)).toEqual([2]);
    expect(passing('a:le_field(b)', rows)).toEqual([0, 2, 3, 4]);
    expect(passing('a:lt_field(b)', rows)).toEqual([0, 4]);
    expect(passing('a:le_field(a) !a:lt_field(a)', rows)).toHaveLength(5);
  });

  test('streams are fields', () => {
    const rows = [{ app: 'nginx' }, { app: 'nginx-2' }, { app: 'foo.bar', host: 'a' }, {}];
    expect(passing('{app="nginx"}', rows)).toEqual([0]);
    expect(passing('_stream:{app=~"nginx.*"}', rows)).toEqual([0, 1]);
    expect(passing('{app=~"nginx"}', rows)).toEqual([0]);
    expect(passing('{app in ("nginx", "foo.bar")}', rows)).toEqual([0, 2]);
    expect(passing('{app not_in (nginx), app!~".*-2"}', rows)).toEqual([2, 3]);
    expect(passing('{app="nginx" or host="a"}', rows)).toEqual([0, 2]);
    expect(passing('{}', rows)).toHaveLength(4);
    expect(passing('_stream_id:0001', [{ _stream_id: '0001' }, {}])).toEqual([0]);
  });

  test('the type of a field, and its encoding', () => {
    const rows = [{ a: 'x' }, {}];
    expect(passing('a:value_type(dict)', rows)).toEqual([0, 1]);
    expect(passing('a:value_type(dictionary)', rows)).toEqual([0]);
    expect(passing('b:value_type(dict)', rows)).toEqual([]);
    expect(passing('a:value_type(uint64)', rows)).toEqual([]);
  });
});

describe('filters on the time', () => {
  const times = [
    '2026-03-04T07:59:59.999Z',
    '2026-03-04T08:00:00Z',
    '2026-03-04T17:59:59.999Z',
    '2026-03-04T18:00:00Z',
  ];
  const rows = times.map((_time) => ({ _time }));

  test('hours of the day', () => {
    expect(passing('_time:day_range[08:00, 18:00)', rows)).toEqual([1, 2]);
    expect(passing('_time:day_range(08:00, 18:00]', rows)).toEqual([2, 3]);
    expect(passing('_time:day_range[06:00, 16:00) offset 2h', rows)).toEqual([1, 2]);
    expect(passing('_time:day_range[20:00, 22:00) offset 12h', rows)).toEqual([1]);
  });

  test('days of the week', () => {
    const days = ['01', '02', '06', '07'].map((day) => ({ _time: `2026-03-${day}T23:30:00Z` }));
    expect(passing('_time:week_range[Mon, Fri]', days)).toEqual([1, 2]);
    expect(passing('_time:week_range(Sun, Sat)', days)).toEqual([1, 2]);
    expect(passing('_time:week_range[Mon, Fri] offset -1h', days)).toEqual([0, 1]);
  });

  test('relative and absolute times', () => {
    expect(passing('_time:4h', rows)).toEqual([1]);
    expect(passing('_time:4h1ms', rows)).toEqual([0, 1]);
    expect(passing('_time:>4h', rows)).toEqual([0]);
    expect(passing('_time:2026-03-04T17Z', rows)).toEqual([2]);
    expect(passing('_time:offset -6h', rows)).toEqual([0, 1, 2, 3]);
  });

  test('_time and _msg have other names', () => {
    expect(passing('timestamp:>2026-03-04T09:00:00Z', rows)).toEqual([2, 3]);
    expect(passing('timestamp:"2026-03-04T18:00:00Z"', rows)).toEqual([3]);
    expect(passing('message:one', messages('one', 'two'))).toEqual([0]);
  });
});

describe('what has to be settled before', () => {
  test('queries within filters', () => {
    const { filter } = parse('a:in(b:1 | fields c) or !a:contains_all(* | uniq by (d))', LOGSQL);
    const columns: string[] = [];
    const replaced = replaceSubqueries(filter, (_, column) => {
      columns.push(column);
      return [`${column}1`, `${column}2`];
    });
    expect(columns).toEqual(['c', 'd']);
    expect(passingNode(replaced, [{ a: 'c1' }, { a: 'd2 d1' }, { a: 'x' }])).toEqual([0, 2]);
    expect(() => bindFilter(filter)).toThrow(InvalidArgumentError);
  });

  test('relative times', () => {
    expect(() => bindFilter(parse('_time:5m', LOGSQL).filter)).toThrow(/relative to/);
  });

  test('filters of an extension', () => {
    const even: QueryFilterNode = { kind: 'custom', name: 'even', field: 'n', parameters: null };
    const node: QueryFilterNode = { kind: 'not', filter: even };
    const bind = filterBinder(
      new Map([
        ['even', { bind: ({ field }) => new FieldFilter(field, { test: (text) => Number(text) % 2 === 0 }, 1) }],
      ]),
    );
    expect(passingNode(node, [{ n: '1' }, { n: '2' }, { n: '3' }], bind)).toEqual([0, 2]);
    expect(() => bindFilter(node)).toThrow(/no filter with the name even/);
  });
});
