import { credentials, Metadata, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { afterEach, expect, test } from 'vitest';
import { OverloadedError } from '../../errors/server-error.ts';
import { ListenerHost } from '../listener-host.test-support.ts';
import { selfSignedCertificate } from '../self-signed-certificate.test-support.ts';
import { decodeAnswer, encodeExport } from './export-messages.test-support.ts';

let host: ListenerHost;
afterEach(() => host.close());

const bytes = (value: Buffer): Buffer => value;
const Client = makeGenericClientConstructor(
  {
    export: {
      path: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
      ...{ requestStream: false, responseStream: false },
      ...{ requestSerialize: bytes, requestDeserialize: bytes, responseSerialize: bytes, responseDeserialize: bytes },
    },
  },
  'LogsService',
);

/** Calls `Export`; the code of its failure, or the answer. */
function call(
  request: Uint8Array,
  metadata: Record<string, string> = {},
  secure = credentials.createInsecure(),
): Promise<Buffer | ServiceError> {
  const client = new Client(`localhost:${host.port()}`, secure);
  const headers = new Metadata();
  for (const [name, value] of Object.entries(metadata)) headers.set(name, value);
  const method = client.export as unknown as (
    this: typeof client,
    request: Buffer,
    metadata: Metadata,
    callback: (error: ServiceError | null, answer: Buffer) => void,
  ) => void;
  return new Promise((resolve) => {
    method.call(client, Buffer.from(request), headers, (error, answer) => {
      client.close();
      resolve(error ?? answer);
    });
  });
}

const record = (stringValue: string) => ({ timeUnixNano: '1772413200000000001', body: { stringValue } });
const request = (...texts: string[]) =>
  encodeExport({ resourceLogs: [{ scopeLogs: [{ logRecords: texts.map(record) }] }] });

test('the exporter of OpenTelemetry over gRPC', async () => {
  host = await ListenerHost.start([{ protocol: 'otlp-grpc' }]);
  const exporter = new OTLPLogExporter({ url: `http://127.0.0.1:${host.port()}` });
  const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
  provider
    .getLogger('shop')
    .emit({ timestamp: [1772413200, 1], severityNumber: 17, body: 'gone', attributes: { item: 'tea' } });
  await provider.forceFlush();
  await provider.shutdown();
  expect(await host.rows(1)).toMatchObject([
    {
      _time: '2026-03-02T01:00:00.000000001Z',
      _msg: 'gone',
      level: 'ERROR',
      severity: 'Error',
      item: 'tea',
      'scope.name': 'shop',
    },
  ]);
});

test('metadata carries credential and parameters', async () => {
  host = await ListenerHost.start([{ protocol: 'otlp-grpc' }]);
  await call(request('a'), { authorization: 'Bearer t', 'vl-extra-fields': 'dc=eu', 'x-scope-orgid': 'acme' });
  expect(host.sources).toMatchObject([
    { listener: 'otlp_grpc', tenant: undefined, headers: { authorization: 'Bearer t', 'x-scope-orgid': 'acme' } },
  ]);
  expect(await host.rows(1)).toMatchObject([{ dc: 'eu' }]);
});

test('failures have the codes of gRPC; records that are too long are counted in the answer', async () => {
  host = await ListenerHost.start([{ protocol: 'otlp-grpc' }]);
  host.failures.push(new OverloadedError('busy', 3));
  const busy = (await call(request('a'))) as ServiceError;
  expect([busy.code, busy.details, busy.metadata.get('retry-after')]).toEqual([8, 'busy', ['3']]);
  expect(await call(Uint8Array.of(0x0a, 0x7f))).toMatchObject({ code: 3 });
  const partial = (await call(request('x'.repeat(300_000), 'b'))) as Buffer;
  expect(decodeAnswer('ExportLogsServiceResponse', partial)).toMatchObject({
    partialSuccess: { rejectedLogRecords: '1' },
  });
  expect(host.engine.countLogs()).toBe(1);
});

test('encrypted', async () => {
  const tls = selfSignedCertificate();
  host = await ListenerHost.start([{ protocol: 'otlp-grpc', tls }]);
  await call(request('a'), {}, credentials.createSsl(Buffer.from(tls.cert)));
  expect(host.engine.countLogs()).toBe(1);
});
