import { describe, expect, test } from 'vitest';
import { LimitExceededError } from '../../errors/engine-error.ts';
import { LOGSQL } from '../../logsql/logsql.ts';
import { parse } from '../../logsql/parse.ts';
import { ArrayBlock, ArrayBlockSource } from '../array-block.test-support.ts';
import { STANDARD_OPERATORS } from '../pipe-operators.ts';
import { queryRows, type ResultRow } from '../pipeline/query-rows.ts';
import { QueryContext } from '../query-context.ts';

const NOW_NS = BigInt(Date.parse('2026-03-04T12:00:00Z')) * 1_000_000n;

type Fields = Record<string, unknown>;

/** The rows of a query over rows in two blocks. */
function query(text: string, rows: readonly Fields[]): ResultRow[] {
  const tests = rows.map(({ _time, ...fields }, sequence) => ({
    ms: Date.parse((_time as string | undefined) ?? '2026-03-04T11:59:00Z'),
    sequence,
    fields,
  }));
  const half = Math.ceil(tests.length / 2);
  const blocks = [tests.slice(0, half), tests.slice(half)].filter((part) => part.length > 0);
  const source = new ArrayBlockSource(blocks.map((part) => new ArrayBlock(part)));
  return [
    ...queryRows(parse(text, LOGSQL), {
      source,
      operators: STANDARD_OPERATORS,
      context: new QueryContext(),
      nowNs: NOW_NS,
    }),
  ];
}

/** The value of a function without groups. */
function resultOf(text: string, rows: readonly Fields[]): unknown {
  return query(`* | stats ${text} as x`, rows)[0]?.x ?? '';
}

const ROWS: readonly Fields[] = [
  { _msg: 'abc', a: '2', b: '3' },
  { _msg: 'def', a: '1' },
  { a: '3', b: '54' },
];

describe('functions', () => {
  test.each([
    ['avg(a)', ROWS, 2],
    ['avg(a, b)', ROWS, 12.6],
    ['avg(b)', ROWS, 28.5],
    ['avg(c)', ROWS, 'NaN'],
    ['avg(d)', [{ d: '1.5s' }, { d: '500ms' }, { d: 'x' }], 1e9],
    ['avg(z*)', [{ za: 1, zb: 3 }, { za: 5 }], 3],
    ['count()', ROWS, 3],
    ['count(b)', ROWS, 2],
    ['count(b, _msg)', ROWS, 3],
    ['count(c)', ROWS, 0],
    ['count(_ms*)', ROWS, 2],
    ['count(_time)', ROWS, 3],
    ['count_empty(b)', ROWS, 1],
    ['count_empty(b, c)', ROWS, 1],
    ['count_empty(c)', ROWS, 3],
    ['count_uniq(a)', ROWS, 3],
    ['count_uniq(b)', ROWS, 2],
    ['count_uniq(a, b)', [...ROWS, ROWS[0]!, {}], 3],
    ['count_uniq(a) limit 2', ROWS, 2],
    ['count_uniq_hash(a)', [...ROWS, ROWS[1]!], 3],
    ['count_uniq(_time)', ROWS, 1],
    ['max(a)', ROWS, '3'],
    ['max(a, b)', ROWS, '54'],
    ['max(*)', [{ _msg: 'def', a: '2' }], 'def'],
    ['max(d)', [{ d: '900ms' }, { d: '2s' }, { d: '1m' }], '1m'],
    ['min(a)', ROWS, '1'],
    ['min(b)', ROWS, ''],
    ['min(n)', [{ n: 10 }, { n: 9 }], 9],
    ['min(_time)', [{ _time: '2026-01-02T00:00:00Z' }, { _time: '2026-01-01T00:00:00.5Z' }], '2026-01-01T00:00:00.5Z'],
    ['median(a)', ROWS, 2],
    ['median(n)', [{ n: 4 }, {}, { n: 1 }, { n: 2.5 }], 2.5],
    ['quantile(0.9, a)', ROWS, 3],
    ['quantile(0, n)', [{ n: 5 }, {}, { n: -7 }], -7],
    ['quantile(1, n)', [{ n: 5 }, {}, { n: -7 }], 5],
    ['quantile(0.5, c)', ROWS, ''],
    ['quantile(0.5, v)', [{ v: '1.0' }, { v: 'x' }, { v: '10' }], 10],
    ['sum(a)', ROWS, 6],
    ['sum(c)', ROWS, 'NaN'],
    ['sum(s)', [{ s: '1KiB' }, { s: 1 }], 1025],
    ['sum(t)', [{ t: '10.0.0.1' }, { t: '2026-01-01T00:00:00Z' }], 'NaN'],
    ['sum_len(_msg)', [{ _msg: 'éé' }, { _msg: 'a' }, {}], 5],
    ['uniq_values(a)', [{ a: '10' }, { a: '9' }, {}, { a: '9' }], '["9","10"]'],
    ['uniq_values(a) limit 1', ROWS.slice(0, 1), '["2"]'],
    ['values(b)', ROWS, '["3","","54"]'],
    ['values(b) limit 2', ROWS, '["3",""]'],
    ['values(q)', [{ q: `<a>'"\\\n` }], '["\\u003ca>\\u0027\\"\\\\\\n"]'],
    ['json_values(b, a)', ROWS, String.raw`["{\"a\":\"2\",\"b\":\"3\"}","{\"a\":\"1\"}","{\"a\":\"3\",\"b\":\"54\"}"]`],
    ['row_any(a)', ROWS.slice(0, 1), '{"a":"2"}'],
    ['row_max(a, b)', ROWS, '{"b":"54"}'],
    ['row_min(a, _msg, a)', ROWS, '{"_msg":"def","a":"1"}'],
    ['row_min(b, a)', ROWS, '{"a":"2"}'],
    ['row_min(c)', ROWS, '{}'],
    ['rate()', ROWS, 3],
    ['rate_sum(a)', ROWS, 6],
    [
      'histogram(h)',
      [{ h: 0 }, { h: 1 }, { h: 1 }, { h: 1.2 }, { h: 1e20 }, { h: -1 }, { h: 'x' }],
      '[{"vmrange":"0...1.000e-09","hits":1},{"vmrange":"1.000e+18...+Inf","hits":1},{"vmrange":"1.136e+00...1.292e+00","hits":1},{"vmrange":"8.799e-01...1.000e+00","hits":2}]',
    ],
  ] as const)('%s', (text, rows, expected) => {
    expect(resultOf(text, rows)).toEqual(expected);
  });
});

describe('groups', () => {
  const rows = [
    { host: 'b', status: 200, ms: 5 },
    { host: 'a', status: 500, ms: 7 },
    { host: 'b', status: 200, ms: 9 },
    { status: 404 },
  ];

  test('by one field: the order is that of the keys', () => {
    expect(query('* | stats by (host) count() n, avg(ms) m', rows)).toEqual([
      { n: 1, m: 'NaN' },
      { host: 'a', n: 1, m: 7 },
      { host: 'b', n: 2, m: 7 },
    ]);
    expect(query('* | by (host) count()', rows)).toEqual([
      { 'count(*)': 1 },
      { host: 'a', 'count(*)': 1 },
      { host: 'b', 'count(*)': 2 },
    ]);
  });

  test('keys that were numbers are numbers', () => {
    expect(query('* | stats by (status) count() n', rows).map(({ status }) => status)).toEqual([200, 404, 500]);
    expect(query('* | stats by (v) count() n', [{ v: '1' }, { v: '1.0' }])).toEqual([
      { v: '1', n: 1 },
      { v: '1.0', n: 1 },
    ]);
  });

  test('by several fields', () => {
    expect(query('* | stats by (host, status) count() n', rows)).toEqual([
      { status: 404, n: 1 },
      { host: 'a', status: 500, n: 1 },
      { host: 'b', status: 200, n: 2 },
    ]);
    // The texts of the keys do not run into each other.
    expect(
      query('* | stats by (x, y) count() n', [
        { x: 'a,', y: 'b' },
        { x: 'a', y: ',b' },
      ]),
    ).toHaveLength(2);
  });

  test('no rows', () => {
    const results = query('nowhere | stats count() n, sum(ms) s, min(ms) low, values(ms) v, row_any() r', rows);
    expect(results).toEqual([{ n: 0, s: 'NaN', v: '[]', r: '{}' }]);
    expect(query('nowhere | stats by (host) count() n', rows)).toEqual([]);
  });

  test('conditions', () => {
    const results = query('* | stats count() all, count() if (host:b) bs, max(ms) if (status:<300 ms:<9) low', rows);
    expect(results).toEqual([{ all: 4, bs: 2, low: 5 }]);
    expect(query('* | stats by (host) count() if (status:500) n', rows).map(({ n }) => n)).toEqual([0, 1, 0]);
    expect(query('* | fields host, ms | stats count() if (host:in(host:b | fields host)) n', rows)).toEqual([{ n: 2 }]);
    expect(query('* | stats count() if (message:x timestamp:>2026-01-01T00:00:00Z) n', [{ _msg: 'x' }, {}])).toEqual([
      { n: 1 },
    ]);
  });

  test('the time that is selected', () => {
    // Both ends of the five minutes belong to them, so that they are a nanosecond longer.
    const seconds = 300.000000001;
    expect(query('_time:5m | stats rate() r, rate_sum(ms) s', rows)).toEqual([{ r: 4 / seconds, s: 21 / seconds }]);
    expect(query('_time:>5m or * | stats rate() r', rows)).toEqual([{ r: 4 }]);
  });

  test('stats of stats', () => {
    const results = query('* | stats by (host) sum(ms) s | stats max(s) top, count() n, uniq_values(host) h', rows);
    expect(results).toEqual([{ top: 'NaN', n: 3, h: '["a","b"]' }]);
  });
});

describe('buckets', () => {
  const times = ['2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00Z', '2026-02-01T00:04:59Z', '2026-03-01T12:00:00Z'];
  const rows = times.map((_time) => ({ _time }));

  test.each([
    ['_time:5m', ['2026-01-31T23:55:00Z', '2026-02-01T00:00:00Z', '2026-03-01T12:00:00Z']],
    ['_time:1d offset 2h', ['2026-01-31T02:00:00Z', '2026-03-01T02:00:00Z']],
    ['_time:month', ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z']],
    ['_time:month offset 1h', ['2026-01-01T01:00:00Z', '2026-03-01T01:00:00Z']],
    ['_time:year', ['2026-01-01T00:00:00Z']],
    ['_time:week', ['2026-01-26T00:00:00Z', '2026-02-23T00:00:00Z']],
    ['_time:1w', ['2026-01-29T00:00:00Z', '2026-02-26T00:00:00Z']],
    ['_time:millisecond', times],
    ['_time:7ns', times.map((_, at) => expect.stringMatching(at === 0 ? /^2026-01-31T23:59:59.998/ : /^2026-0/))],
  ])('%s', (by, expected) => {
    expect(query(`* | stats by (${by}) count() n`, rows).map(({ _time }) => _time)).toEqual(expected);
    // The same over batches of a pipe, and where rows are looked at.
    expect(query(`* | limit 9 | stats by (${by}) max(x) n`, rows).map(({ _time }) => _time)).toEqual(expected);
  });

  test.each([
    ['10', ['7', '-7', '12', '19', '-0'], ['-10', '0', '10']],
    ['10 offset 5', ['7', '-7', '12', '19'], ['-15', '5', '15']],
    ['0.1', ['0.25', '0.3', '-0.25'], ['-0.3', '0.2', '0.3']],
    ['10KB', ['12345', '999', '10KB'], ['0', '10000', '10KB']],
    ['1m', ['90s', '1h30m5s', '500ms', 'x'], ['0', '1m', '1h30m', 'x']],
    ['/24', ['10.1.2.3', '10.1.2.200', '10.1.3.0', 'x'], ['10.1.2.0', '10.1.3.0', 'x']],
    ['1h', ['2026-01-01T10:59:00Z', '2026-01-01T11:30:00+01:00'], ['2026-01-01T10:00:00Z']],
    ['1000', ['9007199254740993123'], ['9007199254740993000']],
    ['1_000', ['1_234', '1_000.5', '1_0x'], ['1_0x', '1000']],
    ['2.5', ['5', '7', '7.2'], ['4', '5', '6']],
    ['1 offset 0.25', ['5', '5.5'], ['5', '5.25']],
    ['0.5', ['10.1.2.3', '5', '9007199254740993'], ['10.1.2.3', '5', '9007199254740993']],
    ['0', ['7', '7.5', '10.1.2.3'], ['10.1.2.3', '7']],
    ['1h', ['2026-01-01 10:59:00', '2026-01-01T11:30:00,5Z'], ['2026-01-01T10:00:00Z', '2026-01-01T11:30:00,5Z']],
    ['/24', ['2026-01-01T10:59:00.0000003Z', '300'], ['256', '2026-01-01T10:59:00.000000256Z']],
  ])('values by %s', (bucket, values, expected) => {
    const results = query(
      `* | stats by (v:${bucket}) count() n`,
      values.map((v) => ({ v })),
    );
    expect(results.map(({ v }) => v)).toEqual(expected);
  });
});

test('the memory of a query holds its states', () => {
  const rows = Array.from({ length: 2000 }, (_, i) => ({ id: `value ${i}` }));
  const source = new ArrayBlockSource([new ArrayBlock(rows.map((fields, sequence) => ({ ms: 0, sequence, fields })))]);
  for (const text of ['* | stats by (id) count()', '* | stats uniq_values(id)', '* | stats count_uniq(id)']) {
    const context = new QueryContext({ memoryBytesMax: 50_000 });
    const run = { source, operators: STANDARD_OPERATORS, context, nowNs: NOW_NS };
    expect(() => [...queryRows(parse(text, LOGSQL), run)]).toThrow(LimitExceededError);
  }
});
