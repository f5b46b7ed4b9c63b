import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OverloadedError } from '../../errors/server-error.ts';
import { ProtobufWriter } from '../protobuf/protobuf-writer.ts';
import { ReceiverHost } from '../receiver-host.test-support.ts';
import { decodeAnswer, encodeExport } from './export-messages.test-support.ts';

const NOW = Date.parse('2026-03-02T10:00:00.5Z');
const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };
let host: ReceiverHost;
beforeEach(async () => {
  host = await ReceiverHost.start({ clock: () => NOW });
});
afterEach(() => host.close());

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

const records = (idOf: (hex: string) => string) => [
  {
    timeUnixNano: '1772413200123456789',
    observedTimeUnixNano: '1772413200999999999',
    severityNumber: 10,
    body: { stringValue: 'said "so"\n' },
    attributes: [
      text('http.method', 'GET'),
      { key: 'big', value: { intValue: '-9223372036854775808' } },
      { key: 'ratio', value: { doubleValue: 0.5 } },
      { key: 'ok', value: { boolValue: true } },
      { key: 'raw', value: { bytesValue: 'AQI=' } },
      { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'a' }] } } },
      { key: 'map', value: { kvlistValue: { values: [text('in', 'side')] } } },
      text('level', 'own'),
      text('service.name', 'other'),
      { key: 'nothing' },
    ],
    droppedAttributesCount: 2,
    flags: 1,
    traceId: idOf(TRACE),
    spanId: idOf(SPAN),
    eventName: 'click',
  },
  {
    observedTimeUnixNano: '1772413201000000000',
    severityText: 'warning',
    body: { kvlistValue: { values: [text('msg', 'keys'), { key: 'n', value: { intValue: '7' } }] } },
  },
  { severityNumber: 24, severityText: 'PANIC', body: { intValue: '42' }, attributes: [text('trace_id', 'mine')] },
  {
    timeUnixNano: '1772413202000000000',
    body: { arrayValue: { values: [{ stringValue: 'a"b' }, { doubleValue: 1.5 }] } },
  },
  { timeUnixNano: '1772413203000000000' },
];
const request = (idOf: (hex: string) => string) => ({
  resourceLogs: [
    {
      scopeLogs: [{ logRecords: records(idOf), scope: { name: 'lib', version: '1.2', attributes: [text('k', 'v')] } }],
      resource: { attributes: [text('service.name', 'shop'), { key: 'replica', value: { intValue: '3' } }] },
    },
    { scopeLogs: [{ logRecords: [{ timeUnixNano: '1772413204000000000', body: { stringValue: 'bare' } }] }] },
  ],
});

const COMMON = {
  'service.name': 'shop',
  replica: 3,
  _stream: '{replica="3",service.name="shop"}',
  'scope.name': 'lib',
  'scope.version': '1.2',
  'scope.attributes.k': 'v',
};
const ROWS = [
  {
    ...COMMON,
    _time: '2026-03-02T01:00:00.123456789Z',
    observed_time_unix_nano: '1772413200999999999',
    _msg: 'said "so"\n',
    level: 'INFO',
    severity: 'Info2',
    severity_number: 10,
    trace_id: TRACE,
    span_id: SPAN,
    trace_flags: 1,
    event_name: 'click',
    dropped_attributes_count: 2,
    'http.method': 'GET',
    big: '-9223372036854775808',
    ratio: 0.5,
    ok: 'true',
    raw: 'AQI=',
    list: '[1,"a"]',
    'map.in': 'side',
    'metadata.level': 'own',
    'metadata.service.name': 'other',
  },
  { ...COMMON, _time: '2026-03-02T01:00:01Z', _msg: 'keys', n: 7, level: 'warning', severity: 'warning' },
  { ...COMMON, _time: '2026-03-02T01:00:02Z', _msg: '["a\\"b",1.5]', severity: 'Unspecified' },
  { ...COMMON, _time: '2026-03-02T01:00:03Z', severity: 'Unspecified' },
  { _time: '2026-03-02T01:00:04Z', _msg: 'bare', severity: 'Unspecified', _stream: '{}' },
  {
    ...COMMON,
    _time: '2026-03-02T10:00:00.5Z',
    _msg: 42,
    level: 'FATAL',
    severity: 'PANIC',
    severity_number: 24,
    trace_id: 'mine',
  },
];
const plain = (rows: readonly object[]): unknown[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])));

describe('records', () => {
  test('of protobuf', async () => {
    const answer = await host.post('/v1/logs', encodeExport(request(base64)), PROTOBUF);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-protobuf']);
    expect((await answer.arrayBuffer()).byteLength).toBe(0);
    expect(plain(host.rows())).toEqual(plain(ROWS));
  });

  test('of JSON', async () => {
    const body = JSON.stringify({ unknown: [1, { a: null }], ...request((hex) => hex) });
    const answer = await host.post('/insert/opentelemetry/v1/logs', body, JSON_TYPE);
    expect([answer.status, await answer.text()]).toEqual([200, '{}']);
    expect(plain(host.rows())).toEqual(plain(ROWS));
  });

  test('of JSON whose numbers of 64 bits are numbers', async () => {
    const body =
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":1772413200123456789,"severityNumber":9,"body":null}]}]}]}';
    await host.post('/v1/logs', body, JSON_TYPE);
    expect(host.rows()).toMatchObject([{ _time: '2026-03-02T01:00:00.123456789Z', level: 'INFO' }]);
  });

  test('take what parameters say', async () => {
    const path = '/v1/logs?_stream_fields=service.name&_msg_field=n&ignore_fields=scope.*,severity*,replica';
    await host.post(path, encodeExport(request(base64)), PROTOBUF);
    const stream = '{service.name="shop"}';
    expect(plain(host.rows('n:7 or _msg:7'))).toEqual(
      plain([
        {
          _time: '2026-03-02T01:00:01Z',
          _msg: 7,
          msg: 'keys',
          level: 'warning',
          'service.name': 'shop',
          _stream: stream,
        },
      ]),
    );
    expect(host.rows('_msg:bare')).toMatchObject([{ _stream: '{}' }]);
  });

  test('have in their stream what is stored of their resource, to the digit', async () => {
    const attributes = [
      { key: 'id', value: { intValue: '9223372036854775807' } },
      { key: 'small', value: { doubleValue: 1e-7 } },
      { key: 'list', value: { arrayValue: { values: [{ doubleValue: 1e21 }, { stringValue: 'a"b' }] } } },
      text('ip', '10.0.0.1'),
      text('env', 'mine'),
    ];
    const body = { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords: [{ severityNumber: 9 }] }] }] };
    await host.post('/v1/logs', JSON.stringify(body), JSON_TYPE);
    const list = 'list="[1e+21,\\"a\\\\\\"b\\"]"';
    expect(host.rows()[0]?._stream).toBe(`{env="mine",id="9223372036854775807",ip="10.0.0.1",${list},small="1e-7"}`);
    await host.post('/v1/logs?ignore_fields=ip,l*&extra_fields=env=ours,x=y', JSON.stringify(body), JSON_TYPE);
    expect(host.rows('x:y')).toMatchObject([{ env: 'ours', _stream: '{id="9223372036854775807",small="1e-7"}' }]);
  });
});

describe('the answer', () => {
  test('to an empty request is success', async () => {
    expect((await host.post('/v1/logs', '', PROTOBUF)).status).toBe(200);
    expect(await (await host.post('/v1/logs', '{}', JSON_TYPE)).text()).toBe('{}');
  });

  test('tells of records that are too long; the others are stored', async () => {
    const body = {
      resourceLogs: [
        {
          scopeLogs: [
            { logRecords: [{ body: { stringValue: 'x'.repeat(300_000) } }, { body: { stringValue: 'ok' } }] },
          ],
        },
      ],
    };
    const answer = await host.post('/v1/logs', encodeExport(body), PROTOBUF);
    expect(answer.status).toBe(200);
    const reason = 'longer than 262144 bytes';
    expect(decodeAnswer('ExportLogsServiceResponse', new Uint8Array(await answer.arrayBuffer()))).toEqual({
      partialSuccess: { rejectedLogRecords: '1', errorMessage: reason },
    });
    expect(await (await host.post('/v1/logs', JSON.stringify(body), JSON_TYPE)).json()).toEqual({
      partialSuccess: { rejectedLogRecords: '1', errorMessage: reason },
    });
    expect(host.engine.countLogs()).toBe(2);
  });

  test('of a failure is a Status in the form of the request, with a time to come back', async () => {
    host.failures.push(new OverloadedError('busy', 2), new OverloadedError('busy', 2));
    const body = request(base64);
    const binary = await host.post('/v1/logs', encodeExport(body), PROTOBUF);
    expect([binary.status, binary.headers.get('retry-after')]).toEqual([429, '2']);
    expect(decodeAnswer('Status', new Uint8Array(await binary.arrayBuffer()))).toEqual({ code: 8, message: 'busy' });
    const json = await host.post('/v1/logs', JSON.stringify(request((hex) => hex)), JSON_TYPE);
    expect([json.status, await json.json()]).toEqual([429, { code: 8, message: 'busy' }]);
  });
});

describe('hostile requests', () => {
  /** A body that is a list in a list in a list …, in a record, in a scope, in a resource. */
  const nested = (depth: number): Uint8Array => {
    let value: Uint8Array = new Uint8Array(0);
    const wrap = (field: number): void => {
      value = new ProtobufWriter().bytes(field, value).finish();
    };
    for (let i = 0; i < depth; i++) for (const field of [1, 5]) wrap(field);
    for (const field of [5, 2, 2, 1]) wrap(field);
    return value;
  };
  test.each<[string, string | Uint8Array, Record<string, string>]>([
    ['deep values', nested(10_000), PROTOBUF],
    ['deep JSON', '['.repeat(500_000), JSON_TYPE],
    ['no JSON', '{"resourceLogs":[}', JSON_TYPE],
    ['an id that is not hex', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"xyz"}]}]}]}', JSON_TYPE],
    [
      'a time that is no number',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"now"}]}]}]}',
      JSON_TYPE,
    ],
    ['a wrong encoding', Uint8Array.of(0x0d, 0, 0, 0, 0), PROTOBUF],
    ['a length beyond the end', Uint8Array.of(0x0a, 0x7f), PROTOBUF],
    ['a number without end', new Uint8Array(12).fill(0xff), PROTOBUF],
  ])('%s', async (_, body, headers) => {
    expect([(await host.post('/v1/logs', body, headers)).status, host.engine.countLogs()]).toEqual([400, 0]);
  });

  test('cut short or changed anywhere: an answer, never a crash', async () => {
    const body = encodeExport(request(base64));
    for (let i = 0; i < body.length; i += 3) {
      const changed = body.slice();
      changed[i]! ^= 1 << (i % 8);
      for (const bytes of [body.slice(0, i), changed]) {
        expect([200, 400]).toContain((await host.post('/v1/logs', bytes, PROTOBUF)).status);
      }
    }
  });

  test('of another media type are refused', async () => {
    expect((await host.post('/v1/logs', 'a', { 'content-type': 'text/csv' })).status).toBe(415);
  });
});
