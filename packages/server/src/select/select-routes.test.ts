import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InlineLogStore } from '../store/inline-log-store.ts';
import { SelectServer } from './select-server.test-support.ts';

const LINES = [
  {
    _time: '2026-03-01T10:00:00Z',
    level: 'INFO',
    source: 'web',
    _msg: 'request 1 done',
    size: 10,
    _stream: '{app="web",host="a"}',
  },
  {
    _time: '2026-03-01T10:00:00.5Z',
    level: 'ERROR',
    source: 'web',
    _msg: 'request 2 failed',
    size: 20,
    _stream: '{app="web",host="b"}',
  },
  {
    _time: '2026-03-01T11:00:00Z',
    level: 'ERROR',
    source: 'db',
    _msg: 'connection lost',
    size: 30,
    _stream: '{app="db",host="b"}',
  },
  {
    _time: '2026-03-02T10:00:00Z',
    level: 'INFO',
    source: 'db',
    _msg: 'connection made',
    size: 40,
    _stream: '{app="db",host="b"}',
  },
];

let store: InlineLogStore;
let server: SelectServer;

beforeAll(async () => {
  store = new InlineLogStore();
  await store.ingestBytes(Buffer.from(LINES.map((line) => JSON.stringify(line)).join('\n')));
  server = await SelectServer.start(store);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await store.close();
});

const messages = (rows: Record<string, string>[]): string[] => rows.map(({ _msg }) => _msg!);

describe('query', () => {
  test('gives rows as JSON lines of texts', async () => {
    const response = await server.get('query', { query: 'lost' });
    expect(response.headers.get('content-type')).toBe('application/stream+json');
    const row = JSON.parse(await response.text());
    expect(row).toMatchObject({ _time: '2026-03-01T11:00:00Z', _msg: 'connection lost', size: '30', level: 'ERROR' });
  });

  test('shows time, stream and message first', async () => {
    const [row] = await server.lines('query', { query: 'lost' });
    expect(Object.keys(row!)).toEqual(['_time', '_stream_id', '_stream', '_msg', 'level', 'source', 'size']);
  });

  test('takes a form as well as a URL', async () => {
    expect(messages(await server.lines('query', { query: 'level:ERROR' }))).toEqual([
      'request 2 failed',
      'connection lost',
    ]);
  });

  test('limits to the newest rows, the oldest of them first', async () => {
    expect(messages(await server.lines('query', { query: '*', limit: '2' }))).toEqual([
      'connection lost',
      'connection made',
    ]);
    const rows = await server.lines('query', { query: '* | unroll (missing) | fields _time, _msg', limit: '1' });
    expect(messages(rows)).toEqual(['connection made']);
  });

  test('limits the rows of a query that chooses its own', async () => {
    const rows = await server.lines('query', { query: '* | sort by (size) | fields size', limit: '2' });
    expect(rows).toEqual([{ size: '10' }, { size: '20' }]);
  });

  test('tells how a query was run where it is asked to', async () => {
    const explain = { explain: '1', query: 'level:ERROR | fields source' };
    const response = await server.get('query', explain);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({
      query: 'level:ERROR | fields source',
      filters: ['level:ERROR'],
      rows: { considered: 4, returned: 2 },
      steps: [{ step: 'filter' }, { step: 'fields source', rowsIn: 2, rowsOut: 2 }],
      parts: [{}],
    });
    expect(await server.json('query', { ...explain, query: '*', limit: '3', start: '2026-03-02' })).toMatchObject({
      query: '* | last 3 by (_time)',
      start: '2026-03-02T00:00:00Z',
      rows: { returned: 1 },
    });
    expect(await server.lines('query', { ...explain, explain: '0' })).toHaveLength(2);
    expect((await server.get('query', { ...explain, query: 'level:' })).status).toBe(400);
  });

  test('takes the parts of a multipart form', async () => {
    const body = new FormData();
    body.append('query', 'level:ERROR');
    body.append('limit', '1');
    const response = await fetch(`${server.url}/select/logsql/query`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ _msg: 'connection lost' });
  });

  test.each([
    ['text/xml', 'query=*'],
    ['multipart/form-data; boundary=x', '--y\r\n'],
  ])('refuses a body of the type %s that is no such form', async (type, body) => {
    const response = await fetch(`${server.url}/select/logsql/query`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/form/);
  });

  test.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z', ['request 1 done', 'request 2 failed']],
    ['2026-03-01T10:00:00.1Z', '2026-03-01T11:00:00.123Z', ['request 2 failed', 'connection lost']],
    ['2026-03-02', '', ['connection made']],
    ['', '1772362800', ['request 1 done', 'request 2 failed', 'connection lost']],
  ])('takes the times from %s to %s', async (start, end, expected) => {
    expect(messages(await server.lines('query', { query: '*', start, end }))).toEqual(expected);
  });

  test('takes relative times in the query from the end', async () => {
    const rows = await server.lines('query', { query: '_time:1d', end: '2026-03-02' });
    expect(messages(rows)).toEqual(['request 1 done', 'request 2 failed', 'connection lost']);
  });

  test.each([
    ['{"source":"db"}', ['connection lost', 'connection made']],
    ['{"size":["10","40"]}', ['request 1 done', 'connection made']],
    ['level:ERROR source:web', ['request 2 failed']],
  ])('adds the filters %s', async (extra_filters, expected) => {
    expect(messages(await server.lines('query', { query: '*', extra_filters }))).toEqual(expected);
  });

  test('adds filters to subqueries', async () => {
    const query = 'source:in(level:INFO | fields source)';
    const rows = await server.lines('query', { query, extra_filters: ['level:INFO', 'size:<20'] });
    expect(messages(rows)).toEqual(['request 1 done']);
  });

  test.each([
    [{ query: '* | sort by (' }, 400, /expected/],
    [{ query: '' }, 400, /filter/],
    [{ query: '*', start: 'yesterday' }, 400, /'start' must be a time/],
    [{ query: '*', limit: 'many' }, 400, /'limit' must be a whole number/],
    [{ query: '*', extra_filters: '{"a":1}' }, 400, /extra filter of "a"/],
  ])('refuses %j', async (args, status, message) => {
    const response = await server.get('query', args);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(message);
  });
});

test('hits counts by steps and fields', async () => {
  expect(await server.json('hits', { query: '* | limit 1', step: '1h' })).toEqual({
    hits: [
      {
        fields: {},
        timestamps: ['2026-03-01T10:00:00Z', '2026-03-01T11:00:00Z', '2026-03-02T10:00:00Z'],
        values: [2, 1, 1],
        total: 4,
      },
    ],
  });
  expect(await server.json('hits', { query: '*', field: ['level', 'source'], fields_limit: '1' })).toEqual({
    hits: [
      { fields: { level: 'ERROR', source: 'db' }, timestamps: ['2026-03-01T00:00:00Z'], values: [1], total: 1 },
      { fields: {}, timestamps: ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'], values: [2, 1], total: 3 },
    ],
  });
});

test('endpoints that count entries keep the filters before the other pipes', async () => {
  const query = '* | filter level:ERROR | failed | fields size | sort by (size)';
  expect(await server.json('hits', { query, step: '1d' })).toMatchObject({ hits: [{ total: 1 }] });
  expect(await server.json('field_values', { query, field: 'source' })).toEqual({
    values: [{ value: 'web', hits: 1 }],
  });
});

test('facets gives the most frequent values of fields', async () => {
  const answer = await server.json('facets', { query: '*', limit: '1' });
  expect(answer).toMatchObject({
    facets: expect.arrayContaining([{ field_name: 'level', values: [{ field_value: 'ERROR', hits: 2 }] }]),
  });
});

test('field_names and field_values count entries', async () => {
  const names = (await server.json('field_names', { query: 'level:ERROR' })) as { values: unknown[] };
  expect(names.values).toContainEqual({ value: 'size', hits: 2 });
  expect(await server.json('field_values', { query: '*', field: 'source' })).toEqual({
    values: [
      { value: 'db', hits: 2 },
      { value: 'web', hits: 2 },
    ],
  });
  const cut = (await server.json('field_values', { query: '*', field: 'size', limit: '2' })) as {
    values: { hits: number }[];
  };
  expect(cut.values.map(({ hits }) => hits)).toEqual([0, 0]);
  expect((await server.get('field_values', { query: '*' })).status).toBe(400);
});

test('values with as many hits stand in natural order', async () => {
  const numbered = new InlineLogStore();
  await numbered.ingestBytes(Buffer.from(['node10', 'node9', 'node2'].map((host) => `{"host":"${host}"}`).join('\n')));
  const numberedServer = await SelectServer.start(numbered);
  const { values } = (await numberedServer.json('field_values', { query: '*', field: 'host' })) as {
    values: { value: string }[];
  };
  expect(values.map(({ value }) => value)).toEqual(['node2', 'node9', 'node10']);
  await numberedServer[Symbol.asyncDispose]();
  await numbered.close();
});

test('streams, their labels and the values of these count entries', async () => {
  expect(await server.json('streams', { query: '*' })).toEqual({
    values: [
      { value: '{app="db",host="b"}', hits: 2 },
      { value: '{app="web",host="a"}', hits: 1 },
      { value: '{app="web",host="b"}', hits: 1 },
    ],
  });
  expect(await server.json('stream_field_names', { query: 'level:ERROR' })).toEqual({
    values: [
      { value: 'app', hits: 2 },
      { value: 'host', hits: 2 },
    ],
  });
  expect(await server.json('stream_field_values', { query: '*', field: 'host' })).toEqual({
    values: [
      { value: 'b', hits: 3 },
      { value: 'a', hits: 1 },
    ],
  });
});

describe('rows that came without a stream', () => {
  const stream = { _stream: '{}', _stream_id: '0000000000000000e934a84adb05276890d7f7bfcadabe92' };
  let plain: InlineLogStore;
  let plainServer: SelectServer;

  beforeAll(async () => {
    plain = new InlineLogStore();
    await plain.ingestBytes(Buffer.from('{"_time":"2026-03-01T10:00:00Z","_msg":"started"}'));
    plainServer = await SelectServer.start(plain);
  });

  afterAll(async () => {
    await plainServer[Symbol.asyncDispose]();
    await plain.close();
  });

  test('have the one without labels, as in VictoriaLogs', async () => {
    const row = { _time: '2026-03-01T10:00:00Z', _msg: 'started', ...stream };
    expect(await plainServer.lines('query', { query: '*' })).toEqual([row]);
    expect(await plainServer.lines('query', { query: `_stream_id:${stream._stream_id}`, limit: '1' })).toEqual([row]);
    expect(await plainServer.lines('query', { query: '* | fields _msg' })).toEqual([{ _msg: 'started' }]);
  });

  test('are counted under it', async () => {
    const values = (value: string): object => ({ values: [{ value, hits: 1 }] });
    expect(await plainServer.json('streams', { query: '*' })).toEqual(values(stream._stream));
    expect(await plainServer.json('stream_ids', { query: '*' })).toEqual(values(stream._stream_id));
    expect(await plainServer.json('field_values', { query: '*', field: '_stream' })).toEqual(values('{}'));
    expect(await plainServer.json('stream_field_names', { query: '*' })).toEqual({ values: [] });
    expect(await plainServer.json('field_names', { query: '*' })).toEqual({
      values: ['_msg', '_stream', '_stream_id', '_time'].map((value) => ({ value, hits: 1 })),
    });
  });
});

describe('stats_query', () => {
  test('gives an instant vector', async () => {
    const query = '* | stats by (source) count() as n, sum(size) as bytes';
    expect(await server.json('stats_query', { query, time: '2026-03-03' })).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: expect.arrayContaining([
          { metric: { __name__: 'n', source: 'db' }, value: [1772496000, '2'] },
          { metric: { __name__: 'bytes', source: 'web' }, value: [1772496000, '30'] },
        ]),
      },
    });
  });

  test('names a result as the reference does', async () => {
    const answer = await server.json('stats_query', { query: '* | count(*)', time: '2026-03-03' });
    expect(answer).toMatchObject({
      data: { result: [{ metric: { __name__: 'count(*)' }, value: [1772496000, '4'] }] },
    });
  });

  test('shows labels and results that are empty, and numbers without exponents', async () => {
    const query =
      '* | stats by (missing) min(gone) as least, sum(size) as bytes | math bytes / 1e9 as giga, bytes * 1e22 as many';
    const metric = (name: string): object => ({ __name__: name, missing: '' });
    expect(await server.json('stats_query', { query, time: '2026-03-03' })).toMatchObject({
      data: {
        result: [
          { metric: metric('least'), value: [1772496000, ''] },
          { metric: metric('bytes'), value: [1772496000, '100'] },
          { metric: metric('giga'), value: [1772496000, '0.0000001'] },
          { metric: metric('many'), value: [1772496000, '1000000000000000000000000'] },
        ],
      },
    });
  });

  test('takes a limit behind a sort', async () => {
    const query = '* | stats by (size) count() n | sort by (size desc) | offset 1 | limit 1';
    expect(await server.json('stats_query', { query, time: '2026-03-03' })).toMatchObject({
      data: { result: [{ metric: { __name__: 'n', size: '30' }, value: [1772496000, '1'] }] },
    });
  });

  test('has ranks as a metric', async () => {
    const query = '* | stats by (size) count() n | sort by (size desc) limit 1 rank as r';
    expect(await server.json('stats_query', { query, time: '2026-03-03' })).toMatchObject({
      data: {
        result: [
          { metric: { __name__: 'n', size: '40' }, value: [1772496000, '1'] },
          { metric: { __name__: 'r', size: '40' }, value: [1772496000, '1'] },
        ],
      },
    });
  });

  test.each([
    '*',
    '* | stats by (a) count() n | uniq by (a)',
    '* | stats by (a) count() n | delete a',
    '* | stats by (a) count() n | copy b as n',
    '* | stats by (a) count() n | rename a as n',
    '* | stats by (a) count() n | rename n as a',
    '* | stats by (a) count() n | fields a',
    '* | stats by (a) count() n | limit 1',
  ])('refuses %s', async (query) => {
    const response = await server.get('stats_query', { query });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ status: 'error', errorType: '422' });
  });
});

describe('stats_query_range', () => {
  test('gives a range vector', async () => {
    const query = '* | stats by (source) count() as n';
    const answer = await server.json('stats_query_range', {
      query,
      step: '1h',
      start: '2026-03-01',
      end: '2026-03-02',
    });
    expect(answer).toEqual({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          { metric: { __name__: 'n', source: 'db' }, values: [[1772362800, '1']] },
          { metric: { __name__: 'n', source: 'web' }, values: [[1772359200, '2']] },
        ],
      },
    });
  });

  test('divides rates by the step', async () => {
    const query = '* | stats rate() as r, rate_sum(size) as s | math r * 3600 as perHour';
    const answer = await server.json('stats_query_range', { query, step: '1h', end: '2026-03-01T10:30' });
    expect(answer).toMatchObject({
      data: {
        result: [
          { metric: { __name__: 'perHour' }, values: [[1772359200, '2']] },
          { metric: { __name__: 'r' }, values: [[1772359200, String(2 / 3600)]] },
          { metric: { __name__: 's' }, values: [[1772359200, String(30 / 3600)]] },
        ],
      },
    });
  });
});
