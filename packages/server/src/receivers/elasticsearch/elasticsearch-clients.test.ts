import { once } from 'node:events';
import { Client } from '@elastic/elasticsearch';
import { pino } from 'pino';
import pinoElasticModule from 'pino-elasticsearch';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import winston from 'winston';
import { ElasticsearchTransport } from 'winston-elasticsearch';
import { ReceiverHost } from '../receiver-host.test-support.ts';

// Its types say that the function is one level further down than it is.
const pinoElastic = pinoElasticModule as unknown as typeof pinoElasticModule.default;
const TIME = '2026-03-02T01:00:00.123Z';
let host: ReceiverHost;
beforeEach(async () => {
  host = await ReceiverHost.start();
});
afterEach(() => host.close());

describe('the official client', () => {
  test('sends documents with its bulk helper', async () => {
    const client = new Client({ node: `${host.url}/insert/elasticsearch` });
    expect((await client.info()).version.number).toMatch(/^8\./);
    const stats = await client.helpers.bulk({
      datasource: Array.from({ length: 50 }, (_, i) => ({ '@timestamp': TIME, message: `m${i}`, user: { id: i } })),
      onDocument: () => ({ create: { _index: 'shop' } }),
      flushBytes: 1000,
    });
    expect(stats).toMatchObject({ total: 50, failed: 0, successful: 50, retry: 0 });
    expect(host.rows('_msg:m49')).toEqual([{ _time: TIME, _msg: 'm49', 'user.id': 49, _index: 'shop' }]);
    await client.close();
  });

  test('is told which documents were refused', async () => {
    const client = new Client({ node: host.url });
    const dropped: unknown[] = [];
    const stats = await client.helpers.bulk({
      datasource: [{ message: 'a' }, { message: 'x'.repeat(300_000) }],
      onDocument: () => ({ index: {} }),
      onDrop: ({ status }) => dropped.push(status),
    });
    expect([stats.successful, stats.failed, dropped]).toEqual([1, 1, [400]]);
    await client.close();
  });
});

test('pino-elasticsearch', async () => {
  const stream = pinoElastic({ node: `${host.url}/insert/elasticsearch`, index: 'pino', flushBytes: 10, esVersion: 8 });
  const stored = once(stream, 'insert');
  const logger = pino({ base: { pid: 7 }, timestamp: () => `,"time":"${TIME}"` }, stream);
  logger.warn({ user: { id: 42 } }, 'low on "stock"');
  stream.end();
  await stored;
  expect(host.rows()).toEqual([
    { _time: TIME, _msg: 'low on "stock"', level: 'WARN', pid: 7, 'user.id': 42, _index: 'pino' },
  ]);
});

test('winston-elasticsearch', async () => {
  const transport = new ElasticsearchTransport({
    index: 'winston',
    clientOpts: { node: host.url },
    flushInterval: 5,
    transformer: ({ message, level, meta }) => ({ '@timestamp': TIME, message, level, ...meta }),
  });
  const logger = winston.createLogger({ transports: [transport] });
  logger.error('gone', { item: 'tea' });
  while (host.engine.countLogs() < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(host.rows()).toMatchObject([{ _time: TIME, _msg: 'gone', level: 'error', item: 'tea', _index: 'winston' }]);
  logger.close();
});

/** What each shipper asks before it sends documents, and what it looks at in the answer. */
describe('the handshake of', () => {
  const ask = async (method: string, path: string, body?: string): Promise<unknown> => {
    const answer = await fetch(`${host.url}${path}`, { method, ...(body !== undefined && { body }) });
    expect([method, path, answer.status, answer.headers.get('x-elastic-product')]).toEqual([
      method,
      path,
      200,
      'Elasticsearch',
    ]);
    return method === 'HEAD' ? undefined : answer.json();
  };
  const version = { version: { number: expect.stringMatching(/^8\./) as string } };
  const license = { license: { status: 'active', type: 'basic' } };
  const P = '/insert/elasticsearch';

  test('Logstash', async () => {
    await ask('HEAD', `${P}/`);
    expect(await ask('GET', `${P}/`)).toMatchObject(version);
    expect(await ask('GET', `${P}/_license`)).toMatchObject(license);
    await ask('HEAD', `${P}/_index_template/ecs-logstash`);
    await ask('PUT', `${P}/_index_template/ecs-logstash`, '{}');
    await ask('HEAD', `${P}/ecs-logstash`);
    expect(await ask('PUT', `${P}/ecs-logstash`, '{}')).toMatchObject({ acknowledged: true, index: 'ecs-logstash' });
    await ask('GET', `${P}/_ilm/policy/logstash-policy`);
    await ask('PUT', `${P}/_ilm/policy/logstash-policy`, '{}');
    const nodes = (await ask('GET', `${P}/_nodes/http`)) as {
      nodes: Record<string, { http: { publish_address: string } }>;
    };
    expect(Object.values(nodes.nodes)[0]!.http.publish_address).toBe(`127.0.0.1:${host.port}`);
    const answer = await host.post(
      `${P}/_bulk?filter_path=errors,items.*.error,items.*.status`,
      '{"index":{}}\n{"a":1}\n{"index":{}}\n{"a":2}\n',
    );
    expect(await answer.json()).toEqual({
      errors: false,
      items: [{ index: { status: 201 } }, { index: { status: 201 } }],
    });
  });

  test('Beats', async () => {
    expect(await ask('GET', P)).toMatchObject(version);
    expect(await ask('GET', '/_license')).toMatchObject(license);
    expect(await ask('GET', '/_xpack')).toMatchObject({ features: { ilm: { enabled: true } } });
    await ask('GET', '/_ilm/policy/filebeat');
    expect(await ask('PUT', '/_index_template/filebeat-8', '{}')).toMatchObject({ acknowledged: true });
    expect(await ask('PUT', '/_data_stream/filebeat-8')).toMatchObject({ acknowledged: true });
    expect(await ask('PUT', '/_ingest/pipeline/filebeat-8-apache', '{}')).toMatchObject({ acknowledged: true });
  });

  test('Vector', async () => {
    expect(await ask('GET', '/_cluster/health')).toMatchObject({ status: 'green', timed_out: false });
  });

  test('fluent-bit, which looks for a text in the answer', async () => {
    const answer = await host.post(
      '/_bulk',
      '{"create":{"_index":"fluent-bit"}}\n{"@timestamp":"2026-03-02T01:00:00Z","log":"x"}\n',
    );
    expect(await answer.text()).toContain('"errors":false,"items":[');
  });

  test('rsyslog, which says that the body is JSON', async () => {
    const answer = await host.post('/_bulk', '{"index":{"_index":"system"}}\n{"message":"x"}\n', {
      'content-type': 'application/json; charset=utf-8',
    });
    expect(await answer.json()).toMatchObject({ errors: false });
    expect(host.engine.countLogs()).toBe(1);
  });
});
