import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OverloadedError } from '../../errors/server-error.ts';
import { ReceiverHost } from '../receiver-host.test-support.ts';

let host: ReceiverHost;
beforeEach(async () => {
  host = await ReceiverHost.start();
});
afterEach(() => host.close());

const bulk = (lines: readonly unknown[], path = '/_bulk', headers: Record<string, string> = {}): Promise<Response> =>
  host.post(
    path,
    `${lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')}\n`,
    headers,
  );

describe('documents', () => {
  test('are stored with the name of their index, and the id they came with', async () => {
    const answer = await bulk([
      { index: { _index: 'logs' } },
      { '@timestamp': '2026-03-02T01:00:00.123456789Z', message: 'a', host: { name: 'h' } },
      { create: { _index: 'other', _id: '7' } },
      ' { "message" : "b", "@timestamp": "2026-03-02T02:00:00Z" } ',
    ]);
    expect(answer.headers.get('x-elastic-product')).toBe('Elasticsearch');
    expect(await answer.text()).toMatch(
      /^\{"took":\d+,"errors":false,"items":\[\{"index":\{"_index":"logs","status":201,"result":"created"\}\},\{"create":\{"_index":"other","_id":"7","status":201,"result":"created"\}\}\]\}$/,
    );
    expect(host.rows()).toEqual([
      { _time: '2026-03-02T01:00:00.123456789Z', _msg: 'a', _index: 'logs', 'host.name': 'h' },
      { _time: '2026-03-02T02:00:00Z', _msg: 'b', _index: 'other', _id: '7' },
    ]);
  });

  test('take the index of the path where they name none', async () => {
    await bulk([{ create: {} }, { _msg: 'a' }, { create: { _index: 'own' } }, { _msg: 'b' }], '/my-logs/_bulk');
    expect(host.lines()).toMatchObject([{ _index: 'my-logs' }, { _index: 'own' }]);
    await bulk([{ create: {} }, { _msg: 'c' }], '/insert/elasticsearch/_bulk?_stream_fields=app&extra_fields=app=x');
    expect(host.rows('_msg:c')).toMatchObject([{ _stream: '{app="x"}', app: 'x' }]);
  });

  test('that cannot be are told apart, item by item', async () => {
    const answer = await bulk([
      { index: {} },
      { _msg: 'a' },
      { delete: { _id: '1' } },
      { update: { _id: '1' } },
      { doc: { a: 1 } },
      { index: {} },
      'garbage',
      { index: {} },
      { _msg: 'x'.repeat(300_000) },
      { create: {} },
      { _msg: 'b' },
      { create: {} },
    ]);
    const { errors, items } = (await answer.json()) as { errors: boolean; items: Record<string, { status: number }>[] };
    expect(errors).toBe(true);
    expect(items.map((item) => Object.entries(item).map(([name, { status }]) => `${name} ${status}`)[0])).toEqual([
      'index 201',
      'delete 400',
      'update 400',
      'index 400',
      'index 400',
      'create 201',
      'create 400',
    ]);
    expect(host.rows().map((row) => row._msg)).toEqual(['a', 'b']);
  });

  test('of a long body come in several chunks, and each has its item', async () => {
    const lines = Array.from({ length: 9000 }, (_, i) => [
      { create: { _index: `i${i % 3}` } },
      { n: i, _msg: 'x'.repeat(1000) },
    ]);
    const answer = await bulk(lines.flat());
    const { errors, items } = (await answer.json()) as { errors: boolean; items: unknown[] };
    expect([errors, items.length, host.engine.countLogs()]).toEqual([false, 9000, 9000]);
    expect(host.chunks.length).toBeGreaterThan(1);
  });
});

describe('what cannot be read', () => {
  const good = (count: number): unknown[] =>
    Array.from({ length: count }, (_, n) => [{ create: {} }, { n, _msg: 'x'.repeat(1000) }]).flat();

  test.each([
    ['a malformed action', '{"upsert":{}}'],
    ['a document in the place of an action', '{"_msg":"a"}'],
    ['what is no JSON', 'garbage'],
  ])('%s lets the whole request be refused, with nothing stored', async (_, line) => {
    const answer = await bulk([...good(1000), line, ...good(10)]);
    expect([answer.status, host.engine.countLogs(), host.chunks.length]).toEqual([400, 0, 0]);
    expect(await answer.text()).toContain('Malformed action/metadata line [2001]');
  });

  test('has an item of its own where a part of a long body is stored, and what comes behind it is not', async () => {
    const answer = await bulk([...good(9000), 'garbage', ...good(10)]);
    expect([answer.status, host.engine.countLogs()]).toEqual([200, 9000]);
    const { errors, items } = (await answer.json()) as { errors: boolean; items: Record<string, { status: number }>[] };
    expect([errors, items.length]).toEqual([true, 9001]);
    expect(items.slice(0, 9000).every(({ create }) => create?.status === 201)).toBe(true);
    expect(items[9000]).toMatchObject({
      index: { status: 400, error: { reason: expect.stringContaining('line [18001]') } },
    });
  });

  test('of a long body with a batch id is refused with all of it', async () => {
    const answer = await bulk([...good(9000), 'garbage'], '/_bulk', { 'x-batch-id': 'one' });
    expect([answer.status, host.engine.countLogs()]).toEqual([400, 0]);
  });
});

describe('what the store refuses of a long body', () => {
  const long = Array.from({ length: 9000 }, (_, n) => [{ create: {} }, { n, _msg: 'x'.repeat(1000) }]).flat();

  test('can be told from what it has stored, and sent again', async () => {
    host.failures.push(new OverloadedError('busy', 3));
    const answer = await bulk(long);
    const { errors, items } = (await answer.json()) as { errors: boolean; items: { create: { status: number } }[] };
    const refused = items.filter(({ create }) => create.status === 429);
    expect([answer.status, errors, items.length]).toEqual([200, true, 9000]);
    expect(refused.length).toBeGreaterThan(0);
    expect(host.engine.countLogs()).toBe(9000 - refused.length);
    expect(refused[0]).toMatchObject({
      create: { error: { type: 'es_rejected_execution_exception', reason: 'busy' } },
    });
    const stored = new Set(host.rows().map(({ n }) => Number(n)));
    items.forEach(({ create }, n) => {
      expect(stored.has(n)).toBe(create.status === 201);
    });
  });

  test('is the failure of the request where it is all of it', async () => {
    for (let i = 0; i < 10; i++) host.failures.push(new OverloadedError('busy', 3));
    const answer = await bulk(long);
    expect([answer.status, answer.headers.get('retry-after'), host.engine.countLogs()]).toEqual([429, '3', 0]);
  });
});

describe('the answer', () => {
  test.each([
    ['errors,items.*.error,items.*.status', '{"errors":false,"items":[{"index":{"status":201}}]}'],
    ['errors,items.*.error', '{"errors":false}'],
    ['-took,-items.*._index', '{"errors":false,"items":[{"index":{"status":201,"result":"created"}}]}'],
    ['items.**.status', '{"items":[{"index":{"status":201}}]}'],
  ])('is filtered by filter_path=%s', async (path, expected) => {
    const answer = await bulk([{ index: { _index: 'a' } }, { _msg: 'x' }], `/_bulk?filter_path=${path}`);
    expect(await answer.text()).toBe(expected);
  });

  test('to an empty body has no items', async () => {
    expect(await (await host.post('/_bulk', '')).json()).toMatchObject({ errors: false, items: [] });
  });

  test('to what is no action, and to a store that is busy, is an error as Elasticsearch gives it', async () => {
    const malformed = await bulk([{ upsert: {} }, {}]);
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({ status: 400, error: { type: 'illegal_argument_exception' } });
    host.failures.push(new OverloadedError('busy', 3));
    const busy = await bulk([{ index: {} }, { _msg: 'a' }]);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '3']);
    expect(await busy.json()).toMatchObject({ error: { type: 'es_rejected_execution_exception', reason: 'busy' } });
  });
});
