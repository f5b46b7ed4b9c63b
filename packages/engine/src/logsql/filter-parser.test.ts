import { describe, expect, it } from 'vitest';
import { LOGSQL } from './logsql.ts';
import { parse, parseFilter } from './parse.ts';
import { printFilter } from './print.ts';
import type { QueryFilterNode } from './syntax-tree.ts';

const tree = (text: string): QueryFilterNode => parseFilter(text, LOGSQL);
const printed = (text: string): string => printFilter(tree(text), LOGSQL);

describe('how filters are joined', () => {
  it.each([
    ['foo and bar', 'foo bar'],
    ['foo AND bar OR baz', 'foo bar or baz'],
    ['foo or bar baz', 'foo or bar baz'],
    ['(foo or bar) baz', '(foo or bar) baz'],
    ['NOT foo AND bar OR baz', '!foo bar or baz'],
    ['not(foo)', '!foo'],
    ['!(foo or bar) -baz', '!(foo or bar) !baz'],
    ['- foo', '!foo'],
    ['foo:!bar', '!foo:bar'],
    ['!!foo !-!foo:!(!bar)', 'foo !foo:bar'],
    ['!=foo !~bar', '!=foo !~bar'],
    ['foo:!=bar', '!foo:=bar'],
    ['error -buggy_app OR foobar', 'error !buggy_app or foobar'],
    ['foo:(bar baz or not :xxx)', 'foo:bar foo:baz or !foo:xxx'],
    ['level: ( ((error or warn*) and re(foo))) (not (bar))', '((level:error or level:warn*) level:~foo) !bar'],
    ['foo:(a:b)', 'foo:"a:b"'],
    ['"":foo _msg:bar :baz', 'foo bar baz'],
    ['and', '"and"'],
    ['and and or', '"and" "or"'],
    ['foo:and', 'foo:"and"'],
    ["'re':or or x", '"re":"or" or x'],
    ['foo and not and', 'foo !"and"'],
  ])('%s', (text, expected) => {
    expect(printed(text)).toBe(expected);
  });
});

describe('words and phrases', () => {
  const phrase = (text: string, field = '_msg'): QueryFilterNode => ({
    kind: 'phrase',
    field,
    text,
    ignoreCase: false,
  });
  it.each<[string, QueryFilterNode]>([
    ['error', phrase('error')],
    ['"a b"', phrase('a b')],
    ['log.level:error', phrase('error', 'log.level')],
    ['foo-bar/baz', phrase('foo-bar/baz')],
    ["it's", phrase("it's")],
    ['a"b c"', phrase('a"b c"')],
    ['ip:1.2.3.4', phrase('1.2.3.4', 'ip')],
    ['url:http://x', phrase('http://x', 'url')],
    ['"some \'field\':123":"x"', phrase('x', "some 'field':123")],
    ['exact-foo', phrase('exact-foo')],
    ['in:a', phrase('a', 'in')],
    ['a:range', phrase('range', 'a')],
    ['"min_severity":30', phrase('30', 'min_severity')],
    ['foo:""', { kind: 'empty', field: 'foo' }],
    ["''", { kind: 'empty', field: '_msg' }],
    ['foo:*', { kind: 'any-value', field: 'foo' }],
    ['*', { kind: 'all' }],
    ['foo:""*', { kind: 'any-value', field: 'foo' }],
    ['err*', { kind: 'prefix', field: '_msg', text: 'err', ignoreCase: false }],
    ['"a b"*', { kind: 'prefix', field: '_msg', text: 'a b', ignoreCase: false }],
    ['foo *', { kind: 'and', filters: [phrase('foo'), { kind: 'all' }] }],
    ['i(foo)', { kind: 'phrase', field: '_msg', text: 'foo', ignoreCase: true }],
    ['x:i("a b"*)', { kind: 'prefix', field: 'x', text: 'a b', ignoreCase: true }],
  ])('%s', (text, expected) => {
    expect(tree(text)).toEqual(expected);
  });
});

describe('filters with arguments', () => {
  const range = { kind: 'range', field: 'a', low: -Infinity, lowInclusive: true, high: Infinity, highInclusive: true };
  it.each<[string, unknown]>([
    ['="a b"', { kind: 'exact', field: '_msg', text: 'a b' }],
    ['a:==b', { kind: 'exact', field: 'a', text: '=b' }],
    ['a:=b*', { kind: 'exact-prefix', field: 'a', text: 'b' }],
    ['a:=""', { kind: 'exact', field: 'a', text: '' }],
    ['a:exact("b"*)', { kind: 'exact-prefix', field: 'a', text: 'b' }],
    ['a:~"b.+"', { kind: 'regexp', field: 'a', pattern: 'b.+' }],
    ['a:~".*"', { kind: 'all' }],
    ['a:~".+"', { kind: 'any-value', field: 'a' }],
    ['a:>10KiB', { ...range, low: 10240, lowInclusive: false, lowText: '10KiB' }],
    ['a: >= 5m', { ...range, low: 3e11, lowText: '5m' }],
    ['a:<=1.2.3.4', { ...range, high: 0x01020304, highText: '1.2.3.4' }],
    ['a:<-5', { ...range, high: -5, highInclusive: false, highText: '-5' }],
    ['a:range[1, 1e3)', { ...range, low: 1, high: 1000, highInclusive: false, lowText: '1', highText: '1e3' }],
    ['a:>b', { kind: 'string-range', field: 'a', low: 'b', lowInclusive: false, high: null, highInclusive: false }],
    ['a:<="b"', { kind: 'string-range', field: 'a', low: '', lowInclusive: true, high: 'b', highInclusive: true }],
    [
      'a:string_range(b, 5)',
      { kind: 'string-range', field: 'a', low: 'b', lowInclusive: true, high: '5', highInclusive: false },
    ],
    ['a:len_range(0x10, inf)', { kind: 'len-range', field: 'a', min: 16, max: Infinity }],
    ['a:ipv4_range("1.2.3.4/20")', { kind: 'ipv4-range', field: 'a', low: 0x01020000, high: 0x01020fff }],
    ['a:ipv4_range(0.0.0.0/0)', { kind: 'ipv4-range', field: 'a', low: 0, high: 0xffffffff }],
    ['a:ipv4_range(1.2.3.4,)', { kind: 'ipv4-range', field: 'a', low: 0x01020304, high: 0x01020304 }],
    ['a:in(b, "c d",)', { kind: 'in', field: 'a', values: ['b', 'c d'] }],
    ['a:in()', { kind: 'in', field: 'a', values: [] }],
    ['a:in(*)', { kind: 'all' }],
    ['a:in("*")', { kind: 'all' }],
    ['a:contains_all(`*`)', { kind: 'all' }],
    ['a:in("*", *)', { kind: 'in', field: 'a', values: ['*', '*'] }],
    ['a:contains_any(b, c)', { kind: 'contains-any', field: 'a', values: ['b', 'c'] }],
    ['IN(b)', { kind: 'in', field: '_msg', values: ['b'] }],
    ['seq(a, "b c")', { kind: 'sequence', field: '_msg', phrases: ['a', 'b c'] }],
    ['seq(*, a)', { kind: 'sequence', field: '_msg', phrases: ['*', 'a'] }],
    ['a:>nan', { ...range, low: NaN, lowInclusive: false, lowText: 'nan' }],
    ['a:range(0, NaN]', { ...range, low: 0, lowInclusive: false, high: NaN, lowText: '0', highText: 'NaN' }],
    ['a:eq_field("b*",)', { kind: 'eq-field', field: 'a', other: 'b*' }],
    ['a:value_type(dict)', { kind: 'value-type', field: 'a', type: 'dict' }],
    ['a:le_field(b)', { kind: 'le-field', field: 'a', other: 'b' }],
    ['a:lt_field("b c")', { kind: 'lt-field', field: 'a', other: 'b c' }],
    ['min_severity:30', { kind: 'min-severity', score: 30 }],
    ['_stream_id:in(a, b)', { kind: 'stream-id', ids: ['a', 'b'] }],
    [
      '_time:day_range(08:00, 24:00) offset 2h',
      {
        kind: 'day-range',
        startMinute: 480,
        startInclusive: false,
        endMinute: 1440,
        endInclusive: false,
        offset: { text: '2h', ns: 7_200_000_000_000n },
      },
    ],
    [
      '_time:week_range[mon, Saturday)',
      { kind: 'week-range', startDay: 1, startInclusive: true, endDay: 6, endInclusive: false, offset: null },
    ],
    [
      '{a="b", c=~"d.+" or "x=" not_in (e, f)}',
      {
        kind: 'stream',
        alternatives: [
          [
            { label: 'a', operator: '=', value: 'b' },
            { label: 'c', operator: '=~', value: 'd.+' },
          ],
          [{ label: 'x=', operator: 'not_in', values: ['e', 'f'] }],
        ],
      },
    ],
    ['_stream:{}', { kind: 'stream', alternatives: [[]] }],
    ['{a in ("*")}', { kind: 'stream', alternatives: [[{ label: 'a', operator: '=~', value: '.*' }]] }],
  ])('%s', (text, expected) => {
    expect(tree(text)).toEqual(expected);
  });

  it('prints the text * of a list so that it does not become every value', () => {
    const node: QueryFilterNode = { kind: 'in', field: 'a', values: ['*'] };
    expect(tree(printFilter(node, LOGSQL))).toEqual({ ...node, values: ['*', '*'] });
  });

  it('parses a query within a filter', () => {
    expect(tree('u:in(a b:in(c) | stats by (q) count() n | keep q)')).toMatchObject({
      kind: 'subquery',
      field: 'u',
      match: 'in',
      column: 'q',
      query: { pipes: [{ kind: 'stats' }, { kind: 'fields', fields: ['q'] }] },
    });
    expect(tree('_stream_id:in(a | uniq (s))')).toMatchObject({ kind: 'subquery', field: '_stream_id', column: 's' });
    expect(tree('a:in(_time:[now-1h, now) | fields b)')).toMatchObject({ kind: 'subquery', column: 'b' });
    expect(tree('a:in(b[0], c)')).toMatchObject({ kind: 'in', values: ['b[0]', 'c'] });
    expect(tree('a:in(options(concurrency=2) x | fields y)')).toMatchObject({ query: { options: { concurrency: 2 } } });
  });

  it('keeps options of the query', () => {
    const { options } = parse('options(concurrency=2, ignore_global_time_filter=true) *', LOGSQL);
    expect(options).toEqual({ concurrency: 2, ignoreGlobalTimeFilter: true });
    expect(parse('options(ignore_global_time_filter=F) *', LOGSQL).options.ignoreGlobalTimeFilter).toBe(false);
    expect(() => parse('options(ignore_global_time_filter=tRUE) *', LOGSQL)).toThrow('expected true or false');
  });
});
