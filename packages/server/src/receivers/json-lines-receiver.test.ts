import { gzipSync, zstdCompressSync } from 'node:zlib';
import { StorageError } from 'log-analytics-engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReceiverHost } from './receiver-host.test-support.ts';

const NOW = Date.parse('2026-03-02T10:00:00Z');
let host: ReceiverHost;
beforeEach(async () => {
  host = await ReceiverHost.start({ clock: () => NOW });
});
afterEach(() => host.close());

describe('lines', () => {
  test('are stored as they are, also without a line end at the last one', async () => {
    const lines = [
      '{"_time":"2026-03-02T01:00:00Z","_msg":"a","n":12345678901234567890}',
      '{"_msg":"b","_time":1772413201}',
    ];
    const answer = await host.post('/insert/jsonline', lines.join('\r\n'));
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(host.rows()).toMatchObject([
      { _time: '2026-03-02T01:00:00Z', _msg: 'a', n: '12345678901234567890' },
      { _time: '2026-03-02T01:00:01Z', _msg: 'b' },
    ]);
  });

  test('of a compressed body too', async () => {
    const line = '{"_msg":"packed"}\n';
    await host.post('/insert/jsonline', gzipSync(line), { 'content-encoding': 'gzip' });
    await host.post('/insert/jsonline', zstdCompressSync(line), { 'content-encoding': 'zstd' });
    expect(host.engine.countLogs()).toBe(2);
  });

  test('that are bad do not fail the others, and are reported on request', async () => {
    const long = `{"_msg":"${'x'.repeat(300_000)}"}`;
    const answer = await host.post('/insert/jsonline', ['{"_msg":"a"}', long, 'no json', '{"_msg":"b"}'].join('\n'), {
      accept: 'application/json',
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ accepted: 3, malformed: 1, rejected: 1 });
    expect(host.rows().map((row) => row._msg)).toEqual(['a', 'no json', 'b']);
  });

  test('of a long body come to the store in several chunks, none of which parts a line', async () => {
    const line = `${JSON.stringify({ _time: '2026-03-02T01:00:00Z', _msg: 'x'.repeat(900) })}\n`;
    await host.post('/insert/jsonline', line.repeat(5000));
    expect(host.chunks.length).toBeGreaterThan(1);
    for (const chunk of host.chunks) expect(chunk[chunk.length - 1]).toBe(0x0a);
    expect(host.engine.countLogs()).toBe(5000);
  });

  test('of a batch with a name come in one call', async () => {
    const line = `${JSON.stringify({ _msg: 'x'.repeat(900) })}\n`;
    await host.post('/insert/jsonline', line.repeat(5000), { 'x-batch-id': 'one' });
    expect(host.chunks.length).toBe(1);
    expect(host.engine.countLogs()).toBe(5000);
  });
});

test('a store that fails is the answer, with the first failure', async () => {
  host.failures.push(new StorageError('the disk is gone'));
  const answer = await host.post('/insert/jsonline', '{"_msg":"a"}\n');
  expect([answer.status, await answer.text()]).toEqual([500, 'the disk is gone']);
});

describe('parameters', () => {
  test('find message, time and stream, as the documentation of VictoriaLogs shows', async () => {
    const body = [
      '{ "log": { "level": "info", "message": "hello world" }, "date": "0", "stream": "stream1" }',
      '{ "log": { "level": "error", "message": "oh no!" }, "date": "0", "stream": "stream1" }',
      '{ "log": { "level": "info", "message": "hello world" }, "date": "0", "stream": "stream2" }',
    ].join('\n');
    await host.post('/insert/jsonline?_stream_fields=stream&_time_field=date&_msg_field=log.message', body);
    const time = '2026-03-02T10:00:00Z';
    expect(host.rows()).toEqual([
      { _time: time, _msg: 'hello world', _stream: '{stream="stream1"}', 'log.level': 'info', stream: 'stream1' },
      { _time: time, _msg: 'oh no!', _stream: '{stream="stream1"}', 'log.level': 'error', stream: 'stream1' },
      { _time: time, _msg: 'hello world', _stream: '{stream="stream2"}', 'log.level': 'info', stream: 'stream2' },
    ]);
  });

  test('of headers count, those of the query more', async () => {
    const headers = { 'vl-msg-field': 'a', 'vl-ignore-fields': 'secret*', 'vl-extra-fields': 'dc=eu,host=b' };
    await host.post(
      '/insert/jsonline?_msg_field=b',
      '{"a":"A","b":"B","secret.key":1,"secrets":2,"host":"x"}',
      headers,
    );
    expect(host.rows()).toMatchObject([{ _msg: 'B', a: 'A', dc: 'eu', host: 'b' }]);
    expect(Object.keys(host.rows()[0]!).some((name) => name.startsWith('secret'))).toBe(false);
  });

  test('that mean nothing are refused', async () => {
    for (const query of ['debug=maybe', 'extra_fields=a']) {
      expect((await host.post(`/insert/jsonline?${query}`, '{}')).status).toBe(400);
    }
  });

  test('debug shows the lines and stores none', async () => {
    const answer = await host.post('/insert/jsonline?debug=1&_msg_field=m', '{"m":"x","_time":5}');
    expect(await answer.text()).toBe('{"_msg":"x","_time":5}\n');
    expect(host.engine.countLogs()).toBe(0);
  });
});
