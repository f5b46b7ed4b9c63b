import { Client } from '@elastic/elasticsearch';
import { expect, test } from 'vitest';
import { startServer } from '../http/test-server.test-support.ts';
import { snappyPush } from './loki/push-messages.test-support.ts';
import { encodeExport } from './otlp/export-messages.test-support.ts';

const SECONDS = 1772413200;
const TIME = '2026-03-02T01:00:00Z';
const otlp = {
  resourceLogs: [
    { scopeLogs: [{ logRecords: [{ timeUnixNano: `${SECONDS}000000000`, body: { stringValue: 'x' } }] }] },
  ],
};

/** One entry to each path of the HTTP port, in each form, with the status of the answer. */
const REQUESTS: readonly (readonly [path: string, type: string, body: string | Uint8Array, status: number])[] = [
  ['/insert/jsonline', 'application/stream+json', `{"_time":"${TIME}","_msg":"x"}`, 200],
  ['/insert/elasticsearch/_bulk', 'application/x-ndjson', `{"create":{}}\n{"_time":"${TIME}","_msg":"x"}\n`, 200],
  ['/_bulk', 'application/json', `{"index":{}}\n{"_time":"${TIME}","_msg":"x"}\n`, 200],
  ['/logs/_bulk', 'application/x-ndjson', `{"index":{}}\n{"_time":"${TIME}","_msg":"x"}\n`, 200],
  ['/loki/api/v1/push', 'application/json', `{"streams":[{"stream":{},"values":[["${SECONDS}000000000","x"]]}]}`, 204],
  [
    '/insert/loki/api/v1/push',
    'application/x-protobuf',
    snappyPush([{ labels: '{}', entries: [{ timestamp: { seconds: SECONDS, nanos: 0 }, line: 'x' }] }]),
    204,
  ],
  ['/v1/logs', 'application/x-protobuf', encodeExport(otlp), 200],
  ['/insert/opentelemetry/v1/logs', 'application/json; charset=utf-8', JSON.stringify(otlp), 200],
];

test('every path of a receiver is there on the port of the server, for the tenant of the request', async () => {
  const { url, stores } = await startServer();
  for (const [path, type, body, status] of REQUESTS) {
    const headers = { 'content-type': type, 'x-scope-orgid': 'acme' };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: body as string });
    expect([path, answer.status]).toEqual([path, status]);
  }
  const times: unknown[] = [];
  for await (const rows of (await stores.open('acme')).queryBatches('_msg:x'))
    times.push(...rows.map((row) => row._time));
  expect(times).toEqual(REQUESTS.map(() => TIME));
});

test('shippers that know no prefix find Elasticsearch at the root, everybody else the server', async () => {
  const { url } = await startServer();
  const client = new Client({ node: url });
  expect((await client.info()).tagline).toBe('You Know, for Search');
  expect(await client.ping()).toBe(true);
  expect((await client.license.get()).license.status).toBe('active');
  expect(await client.indices.putIndexTemplate({ name: 'logs', index_patterns: ['logs-*'] })).toEqual({
    acknowledged: true,
  });
  const { successful } = await client.helpers.bulk({
    datasource: [{ a: 1 }],
    onDocument: () => ({ index: { _index: 'a' } }),
    refreshOnCompletion: 'a',
  });
  expect(successful).toBe(1);
  await client.close();
  expect((await fetch(url)).headers.get('x-elastic-product')).toBeNull();
});

test('what shippers ask below the prefix is there, with and without a body', async () => {
  const { url } = await startServer();
  for (const [method, path] of [
    ['HEAD', ''],
    ['GET', '/'],
    ['GET', '/_ilm/policy/x'],
    ['PUT', '/_ilm/policy/x'],
    ['HEAD', '/_index_template/x'],
    ['PUT', '/some-index'],
    ['GET', '/_nodes/http'],
  ] as const) {
    const body = method === 'PUT' ? { body: '{"a":1}', headers: { 'content-type': 'application/json' } } : {};
    const answer = await fetch(`${url}/insert/elasticsearch${path}`, { method, ...body });
    expect([method, path, answer.status, answer.headers.get('x-elastic-product')]).toEqual([
      method,
      path,
      200,
      'Elasticsearch',
    ]);
  }
});
