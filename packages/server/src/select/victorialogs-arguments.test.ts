import { afterAll, beforeAll, expect, test } from 'vitest';
import { InlineLogStore } from '../store/inline-log-store.ts';
import { SelectServer } from './select-server.test-support.ts';

const LINES = [
  { _time: '2026-03-01T10:00:00Z', level: 'INFO', source: 'web', _msg: 'request 1 done', size: 10 },
  { _time: '2026-03-01T10:00:00.5Z', level: 'ERROR', source: 'web', _msg: 'request 2 failed', size: 20 },
  { _time: '2026-03-01T11:00:00Z', level: 'ERROR', source: 'db', _msg: 'connection lost', size: 30 },
  { _time: '2026-03-02T10:00:00Z', level: 'INFO', source: 'db', _msg: 'connection made', size: 40 },
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

test.each([
  [{ limit: '9223372036854775807' }, 4],
  [{ limit: '-1' }, 4],
  [{ limit: '+3' }, 3],
  [{ timeout: '-1s' }, 4],
  [{ timeout: 'soon' }, 4],
  [{ start: '-9223372036854775808' }, 4],
])('takes %j', async (args, rows) => {
  expect(await server.lines('query', { query: '*', ...args })).toHaveLength(rows);
});

test.each([
  [{ limit: '9223372036854775808' }, /'limit' must be a whole number/],
  [{ extra_filters: '{"a":[]}' }, /at least one field with a value/],
])('refuses %j', async (args, message) => {
  const response = await server.get('query', { query: '*', ...args });
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(message);
});

test('hits takes an empty field for the message, and time for no field of its own', async () => {
  expect(await server.json('hits', { query: 'lost', field: ['', '_time'] })).toEqual({
    hits: [{ fields: { _msg: 'connection lost' }, timestamps: ['2026-03-01T11:00:00Z'], values: [1], total: 1 }],
  });
});

test('answers are of the type application/json, without parameters', async () => {
  const types = ['hits', 'stats_query'].map(async (endpoint) =>
    (await server.get(endpoint, { query: '*' })).headers.get('content-type'),
  );
  expect(await Promise.all(types)).toEqual(['application/json', 'application/json']);
});

test('stats_query shows ranks as metrics', async () => {
  const query = '* | stats by (source) count() n, sum(size) s | sort by (s desc) rank as r | fields source, r';
  expect(await server.json('stats_query', { query, time: '2027' })).toMatchObject({
    data: {
      result: [
        { metric: { __name__: 'r', source: 'db' }, value: [1798761600, '1'] },
        { metric: { __name__: 'r', source: 'web' }, value: [1798761600, '2'] },
      ],
    },
  });
});

test('stats_query shows groups whose results are all empty', async () => {
  const query = 'nothing | stats min(size) a, max(size) b';
  expect(await server.json('stats_query', { query, time: '2027' })).toMatchObject({
    data: {
      result: [
        { metric: { __name__: 'a' }, value: [1798761600, ''] },
        { metric: { __name__: 'b' }, value: [1798761600, ''] },
      ],
    },
  });
});

test('stats_query_range shows an empty time where the rows have lost theirs', async () => {
  const query = '* | fields level | stats by (level) count() n';
  expect(await server.json('stats_query_range', { query, time: '2027' })).toMatchObject({
    data: {
      result: [
        { metric: { __name__: 'n', level: 'ERROR', _time: '' }, values: [[1798761600, '2']] },
        { metric: { __name__: 'n', level: 'INFO', _time: '' }, values: [[1798761600, '2']] },
      ],
    },
  });
});
