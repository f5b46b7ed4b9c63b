import { ProtobufWriter } from './protobuf-writer.ts';

/** How one shipper sends entries. */
export interface Shipper {
  readonly name: string;
  readonly path: string;
  readonly contentType: string;
  body(entries: readonly ShippedEntry[]): Uint8Array;
}

/** A line of the corpus, and what it says. */
export interface ShippedEntry {
  readonly line: string;
  readonly timeNs: bigint;
  readonly level: string;
  readonly source: string;
  readonly message: string;
  /** Every other field, as text. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

export function shippedEntry(line: string): ShippedEntry {
  const { timestamp, level, source, message, ...rest } = JSON.parse(line) as Record<string, unknown>;
  return {
    line,
    timeNs: BigInt(Date.parse(String(timestamp))) * 1_000_000n,
    level: String(level ?? ''),
    source: String(source ?? ''),
    message: String(message ?? ''),
    fields: Object.entries(rest).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  };
}

/** The shippers whose cost is measured against JSON lines. */
export const SHIPPERS: readonly Shipper[] = [
  {
    name: 'Loki push (protobuf)',
    path: '/loki/api/v1/push',
    contentType: 'application/x-protobuf',
    body: (entries) => snappyLiterals(lokiPush(entries)),
  },
  {
    name: 'Elasticsearch bulk',
    path: '/_bulk',
    contentType: 'application/x-ndjson',
    body: (entries) => Buffer.from(entries.map(({ line }) => `{"create":{}}\n${line}\n`).join('')),
  },
  {
    name: 'OTLP (protobuf)',
    path: '/v1/logs',
    contentType: 'application/x-protobuf',
    body: otlpExport,
  },
];

function lokiPush(entries: readonly ShippedEntry[]): Uint8Array {
  const streams = Map.groupBy(entries, ({ level, source }) => `{level="${level}", source=${JSON.stringify(source)}}`);
  const push = new ProtobufWriter();
  for (const [labels, ofStream] of streams) {
    push.message(1, (stream) => {
      stream.bytes(1, labels);
      for (const { timeNs, message, fields } of ofStream) {
        stream.message(2, (entry) => {
          entry.message(1, (time) => time.varint(1, timeNs / 1_000_000_000n).varint(2, timeNs % 1_000_000_000n));
          entry.bytes(2, message);
          for (const [name, value] of fields) entry.message(3, (pair) => pair.bytes(1, name).bytes(2, value));
        });
      }
    });
  }
  return push.finish();
}

function otlpExport(entries: readonly ShippedEntry[]): Uint8Array {
  const request = new ProtobufWriter();
  for (const [source, ofSource] of Map.groupBy(entries, (entry) => entry.source)) {
    request.message(1, (resourceLogs) => {
      resourceLogs.message(1, (resource) => attribute(resource, 1, 'service.name', source));
      resourceLogs.message(2, (scopeLogs) => {
        for (const { timeNs, level, message, fields } of ofSource) {
          scopeLogs.message(2, (record) => {
            record
              .fixed64(1, timeNs)
              .bytes(3, level)
              .message(5, (body) => body.bytes(1, message));
            for (const [name, value] of fields) attribute(record, 6, name, value);
          });
        }
      });
    });
  }
  return request.finish();
}

function attribute(writer: ProtobufWriter, field: number, name: string, value: string): void {
  writer.message(field, (pair) => pair.bytes(1, name).message(2, (any) => any.bytes(1, value)));
}

/** The block format of Snappy without any compression: one literal. */
function snappyLiterals(bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest > 127 ? (rest % 128) | 0x80 : rest);
    if (rest <= 127) break;
  }
  const size = bytes.length - 1;
  const tag = Buffer.from([63 << 2, size & 0xff, (size >>> 8) & 0xff, (size >>> 16) & 0xff, (size >>> 24) & 0xff]);
  return Buffer.concat([Buffer.from(length), tag, bytes]);
}
