import { gzipSync } from 'node:zlib';
import { snappyCompress } from 'hysnappy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReceiverHost } from '../receiver-host.test-support.ts';
import { encodePush, type PushedStream, snappyPush } from './push-messages.test-support.ts';

const NOW = Date.parse('2026-03-02T10:00:00.5Z');
const PUSH = '/loki/api/v1/push';
let host: ReceiverHost;
beforeEach(async () => {
  host = await ReceiverHost.start({ clock: () => NOW });
});
afterEach(() => host.close());

const STREAMS: PushedStream[] = [
  {
    labels: '{job="app", host="a\\"b"}',
    entries: [
      { timestamp: { seconds: 1772413200, nanos: 123456789 }, line: 'first "line"\n\ttwo' },
      {
        timestamp: { seconds: 1772413201, nanos: 0 },
        line: '{"level":"warn","message":"parsed","n":1.50,"host":"other"}',
        structuredMetadata: [
          { name: 'trace_id', value: 'abc' },
          { name: 'job', value: 'clash' },
        ],
      },
      { timestamp: { seconds: 0, nanos: 0 }, line: 'now' },
    ],
  },
];
const STREAM = '{host="a\\"b",job="app"}';
const ROWS = [
  { _time: '2026-03-02T01:00:00.123456789Z', _msg: 'first "line"\n\ttwo', job: 'app', host: 'a"b', _stream: STREAM },
  {
    ...{
      _time: '2026-03-02T01:00:01Z',
      _msg: 'parsed',
      level: 'warn',
      n: '1.50',
      job: 'app',
      host: 'a"b',
      _stream: STREAM,
    },
    ...{ trace_id: 'abc', 'metadata.job': 'clash', 'metadata.host': 'other' },
  },
  { _time: '2026-03-02T10:00:00.5Z', _msg: 'now', job: 'app', host: 'a"b', _stream: STREAM },
];
const JSON_BODY = JSON.stringify({
  streams: STREAMS.map(({ entries }) => ({
    stream: { job: 'app', host: 'a"b' },
    values: entries.map(({ timestamp: { seconds, nanos }, line, structuredMetadata }) => [
      seconds === 0 ? '0' : `${seconds}${String(nanos).padStart(9, '0')}`,
      line,
      ...(structuredMetadata === undefined
        ? []
        : [Object.fromEntries(structuredMetadata.map((one) => [one.name, one.value]))]),
    ]),
  })),
});

/** Numbers whose text is the shortest are numbers in rows. */
const rows = (query?: string): unknown[] =>
  host.rows(query).map((row) => ({ ...row, ...(row.n !== undefined && { n: String(row.n) }) }));

describe('entries', () => {
  test('of raw snappy protobuf', async () => {
    const answer = await host.post(PUSH, snappyPush(STREAMS), { 'content-type': 'application/x-protobuf' });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(rows()).toEqual(ROWS);
  });

  test('of protobuf in gzip, which has no snappy within', async () => {
    const body = gzipSync(encodePush(STREAMS));
    await host.post('/insert/loki/api/v1/push', body, { 'content-encoding': 'gzip' });
    expect(rows()).toEqual(ROWS);
  });

  test('of JSON, whose media type has parameters', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await host.post(PUSH, JSON_BODY, headers)).status).toBe(204);
    expect(rows()).toEqual(ROWS);
  });

  test('keep their lines where that is asked for', async () => {
    await host.post(`${PUSH}?disable_message_parsing=1`, JSON_BODY, { 'content-type': 'application/json' });
    expect(rows('parsed')).toMatchObject([{ _msg: STREAMS[0]!.entries[1]!.line }]);
  });

  test('have times in seconds with decimals or exponents too', async () => {
    const times = ['1772413200.25', '17724132005e8', '-0.5', '1772413200250000001'];
    const body = { streams: [{ values: times.map((time, i) => [time, `line ${i}`]) }] };
    await host.post(PUSH, JSON.stringify(body), { 'content-type': 'application/json' });
    expect(rows().map((row) => (row as { _time: string })._time)).toEqual([
      '1969-12-31T23:59:59.5Z',
      '2026-03-02T01:00:00.25Z',
      '2026-03-02T01:00:00.250000001Z',
      '2026-03-02T01:00:00.5Z',
    ]);
  });

  test('take what parameters say', async () => {
    const body = {
      streams: [
        {
          stream: { a: '1', ip: 'x' },
          values: [
            ['1772413200000000000', '{"text":"t","a":2}'],
            ['1', 'plain'],
          ],
        },
      ],
    };
    await host.post(`${PUSH}?_stream_fields=a&_msg_field=text&ignore_fields=ip`, JSON.stringify(body), {
      'content-type': 'application/json',
    });
    expect(rows()).toEqual(
      [
        { _time: '1970-01-01T00:00:01Z', _msg: 'plain', a: '1', _stream: '{a="1"}' },
        { _time: '2026-03-02T01:00:00Z', _msg: 't', a: '1', 'metadata.a': 2, _stream: '{a="1"}' },
      ].map((row) => ({ ...row })),
    );
  });

  test('have in their stream the labels that are stored, and their own time whatever their labels are', async () => {
    const stream = { a: '1', ip: 'x', env: 'mine', _time: 'never', _msg: 'none' };
    const body = JSON.stringify({ streams: [{ stream, values: [['1772413200000000000', 'line']] }] });
    const headers = { 'content-type': 'application/json' };
    await host.post(`${PUSH}?ignore_fields=i*&extra_fields=env=ours,x=y`, body, headers);
    await host.post(PUSH, body, headers);
    const hidden = { 'metadata._time': 'never', 'metadata._msg': 'none' };
    const row = { _time: '2026-03-02T01:00:00Z', _msg: 'line', a: '1', ...hidden };
    expect(rows()).toEqual([
      { ...row, env: 'ours', x: 'y', _stream: '{_msg="none",_time="never",a="1"}' },
      { ...row, env: 'mine', ip: 'x', _stream: '{_msg="none",_time="never",a="1",env="mine",ip="x"}' },
    ]);
    await host.post(`${PUSH}?ignore_fields=_*,metadata.*&extra_fields=all=z`, body, headers);
    expect(host.rows('all:z')).toMatchObject([{ _msg: 'line', _stream: '{_msg="none",a="1",env="mine",ip="x"}' }]);
  });

  test('whose line is JSON over several lines, or only looks like it', async () => {
    const lines = ['{\n "message": "a",\r\n "b": {"c": [1,\n2]}}', '{"a":}', '{"a":1}x}', '{}'];
    const values = lines.map((line, i) => [`${1772413200 + i}000000000`, line]);
    await host.post(PUSH, JSON.stringify({ streams: [{ stream: {}, values }] }), {
      'content-type': 'application/json',
    });
    expect(rows()).toMatchObject([{ _msg: 'a', 'b.c': '[1,2]' }, { _msg: '{"a":}' }, { _msg: '{"a":1}x}' }, {}]);
  });

  test('that are too long are left out; the answer says so, the others are stored', async () => {
    const entry = (line: string) => ({ timestamp: { seconds: 1772413200, nanos: 0 }, line });
    const answer = await host.post(
      PUSH,
      snappyPush([{ labels: '{a="b"}', entries: [entry('x'.repeat(300_000)), entry('ok')] }]),
    );
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('1 entries were not stored: longer than 262144 bytes');
    expect(host.engine.countLogs()).toBe(1);
  });
});

describe('nothing is stored of', () => {
  const json = { 'content-type': 'application/json' };
  const values = (value: unknown): string =>
    JSON.stringify({ streams: [{ stream: { a: 'b' }, values: [['1', 'ok'], value] }] });
  test.each<[string, string | Uint8Array, Record<string, string>, number]>([
    ['a numeric time', values([1772413200000000000, 'line']), json, 400],
    ['a time that is none', values(['yesterday', 'line']), json, 400],
    ['a time beyond all calendars', values(['9999999999999999999999', 'line']), json, 400],
    ['a line that is no string', values(['1', 5]), json, 400],
    ['metadata that is no string', values(['1', 'line', { a: 5 }]), json, 400],
    ['a value with four parts', values(['1', 'line', {}, 1]), json, 400],
    ['a label that is no string', '{"streams":[{"stream":{"a":1},"values":[]}]}', json, 400],
    ['no streams', '{}', json, 400],
    ['JSON that ends early', JSON_BODY.slice(0, -3), json, 400],
    ['an unknown media type', 'a', { 'content-type': 'text/plain' }, 400],
    ['what is no snappy', 'hello', {}, 400],
    ['snappy that promises 4 GiB', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0), {}, 413],
    ['labels that are none', snappyPush([{ labels: '{a=b}', entries: [] }]), {}, 400],
    ['protobuf that ends early', snappyCompress(encodePush(STREAMS).slice(0, -4)), {}, 400],
    [
      'impossible nanoseconds',
      snappyPush([{ labels: '{}', entries: [{ timestamp: { seconds: 1, nanos: -1 }, line: '' }] }]),
      {},
      400,
    ],
  ])('%s', async (_, body, headers, status) => {
    const answer = await host.post(PUSH, body, headers);
    expect([answer.status, host.engine.countLogs()]).toEqual([status, 0]);
  });

  test('a body that is cut short or changed anywhere: an answer, never a crash', async () => {
    const body = snappyPush(STREAMS);
    for (let i = 0; i < body.length; i++) {
      const changed = body.slice();
      changed[i]! ^= 1 << (i % 8);
      for (const bytes of [body.slice(0, i), changed]) {
        expect([204, 400, 413]).toContain((await host.post(PUSH, bytes)).status);
      }
    }
  });
});

test('deep JSON is refused, not recursed into', async () => {
  const deep = `${'['.repeat(1_000_000)}`;
  expect((await host.post(PUSH, deep, { 'content-type': 'application/json' })).status).toBe(400);
});
