import { OTLPLogExporter as HttpExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReceiverHost } from '../receiver-host.test-support.ts';

let host: ReceiverHost;
beforeEach(async () => {
  host = await ReceiverHost.start();
});
afterEach(() => host.close());

const EXPORTERS: Readonly<Record<string, (url: string) => LogRecordExporter>> = {
  JSON: (url) => new HttpExporter({ url }),
  protobuf: (url) => new ProtoExporter({ url }),
};

describe('the exporter of OpenTelemetry over HTTP', () => {
  test.each(Object.entries(EXPORTERS))('as %s', async (_, make) => {
    const provider = new LoggerProvider({
      processors: [new BatchLogRecordProcessor({ exporter: make(`${host.url}/v1/logs`) })],
    });
    provider.getLogger('shop', '1.2').emit({
      timestamp: [1772413200, 123456789],
      observedTimestamp: [1772413200, 123456789],
      severityNumber: 13,
      severityText: 'WARN',
      body: 'low on "stock"',
      attributes: { 'item.name': 'tea', count: 3, ratio: 0.5, rare: true, sizes: ['s', 'm'] },
      eventName: 'stock.low',
    });
    await provider.forceFlush();
    await provider.shutdown();
    expect(host.rows()).toMatchObject([
      {
        _time: '2026-03-02T01:00:00.123456789Z',
        _msg: 'low on "stock"',
        level: 'WARN',
        severity: 'WARN',
        severity_number: 13,
        'item.name': 'tea',
        count: 3,
        ratio: 0.5,
        rare: 'true',
        sizes: '["s","m"]',
        event_name: 'stock.low',
        'scope.name': 'shop',
        'scope.version': '1.2',
        'telemetry.sdk.language': 'nodejs',
      },
    ]);
  });
});
