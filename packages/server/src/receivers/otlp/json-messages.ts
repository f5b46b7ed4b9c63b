import type { InvalidArgumentError } from 'log-analytics-engine';
import { JsonScanner } from '../json/json-scanner.ts';
import { ProtobufWriter } from '../protobuf/protobuf-writer.ts';

/** How a field of a message is written in the JSON of OTLP. `hex` is bytes as hex digits, `bytes` base64. */
type ScalarKind = 'string' | 'bool' | 'int64' | 'uint32' | 'fixed64' | 'fixed32' | 'double' | 'hex' | 'bytes';

interface Field {
  readonly number: number;
  readonly kind: ScalarKind | (() => Message);
  readonly isList?: true;
}

/** Fields by their names in lowerCamelCase. */
type Message = ReadonlyMap<string, Field>;

const message = (fields: Readonly<Record<string, Field>>): Message => new Map(Object.entries(fields));

const KEY_VALUE: Message = message({
  key: { number: 1, kind: 'string' },
  value: { number: 2, kind: () => ANY_VALUE },
});
const ARRAY: Message = message({ values: { number: 1, kind: () => ANY_VALUE, isList: true } });
const KEY_VALUE_LIST: Message = message({ values: { number: 1, kind: () => KEY_VALUE, isList: true } });
const ANY_VALUE: Message = message({
  stringValue: { number: 1, kind: 'string' },
  boolValue: { number: 2, kind: 'bool' },
  intValue: { number: 3, kind: 'int64' },
  doubleValue: { number: 4, kind: 'double' },
  arrayValue: { number: 5, kind: () => ARRAY },
  kvlistValue: { number: 6, kind: () => KEY_VALUE_LIST },
  bytesValue: { number: 7, kind: 'bytes' },
});
const RESOURCE: Message = message({ attributes: { number: 1, kind: () => KEY_VALUE, isList: true } });
const SCOPE: Message = message({
  name: { number: 1, kind: 'string' },
  version: { number: 2, kind: 'string' },
  attributes: { number: 3, kind: () => KEY_VALUE, isList: true },
});
const LOG_RECORD: Message = message({
  timeUnixNano: { number: 1, kind: 'fixed64' },
  severityNumber: { number: 2, kind: 'int64' },
  severityText: { number: 3, kind: 'string' },
  body: { number: 5, kind: () => ANY_VALUE },
  attributes: { number: 6, kind: () => KEY_VALUE, isList: true },
  droppedAttributesCount: { number: 7, kind: 'uint32' },
  flags: { number: 8, kind: 'fixed32' },
  traceId: { number: 9, kind: 'hex' },
  spanId: { number: 10, kind: 'hex' },
  observedTimeUnixNano: { number: 11, kind: 'fixed64' },
  eventName: { number: 12, kind: 'string' },
});
const SCOPE_LOGS: Message = message({
  scope: { number: 1, kind: () => SCOPE },
  logRecords: { number: 2, kind: () => LOG_RECORD, isList: true },
});
const RESOURCE_LOGS: Message = message({
  resource: { number: 1, kind: () => RESOURCE },
  scopeLogs: { number: 2, kind: () => SCOPE_LOGS, isList: true },
});
const EXPORT_LOGS: Message = message({ resourceLogs: { number: 1, kind: () => RESOURCE_LOGS, isList: true } });

/**
 * Rewrites an export request in the JSON of OTLP as protobuf, so that one decoder serves both. Names that are not known are ignored; numbers of 64 bits
 * may be strings and keep all their digits.
 * @throws InvalidArgumentError where the body is no JSON, or a value has a wrong type
 */
export function exportRequestFromJson(bytes: Uint8Array): Uint8Array {
  const scanner = new JsonScanner(bytes);
  const start = scanner.space(0);
  scanner.requireEnd(scanner.skip(start));
  return messageAt(scanner, start, EXPORT_LOGS);
}

function messageAt(scanner: JsonScanner, at: number, fields: Message): Uint8Array {
  const writer = new ProtobufWriter();
  for (const { keyStart, valueStart } of scanner.members(at)) {
    const field = fields.get(scanner.string(keyStart));
    if (field === undefined || isNull(scanner, valueStart)) continue;
    if (field.isList === undefined) writeValue(scanner, valueStart, field, writer);
    else for (const { start } of scanner.items(valueStart)) writeValue(scanner, start, field, writer);
  }
  return writer.finish();
}

function isNull(scanner: JsonScanner, at: number): boolean {
  return scanner.bytes[at] === 0x6e;
}

function writeValue(scanner: JsonScanner, at: number, { number, kind }: Field, writer: ProtobufWriter): void {
  if (typeof kind === 'function') {
    writer.bytes(number, isNull(scanner, at) ? '' : messageAt(scanner, at, kind()));
    return;
  }
  const text = scanner.source(at, scanner.skip(at));
  const isString = text.startsWith('"');
  const plain = isString ? (JSON.parse(text) as string) : text;
  const refuse = (expected: string): InvalidArgumentError => scanner.unexpected(expected, at);
  switch (kind) {
    case 'string':
      if (!isString) throw refuse('a string');
      writer.bytes(number, plain);
      return;
    case 'hex':
      if (!isString || !/^(?:[0-9a-f]{2})*$/i.test(plain)) throw refuse('a string of hex digits');
      writer.bytes(number, Buffer.from(plain, 'hex'));
      return;
    case 'bytes':
      if (!isString) throw refuse('a string in base64');
      writer.bytes(number, Buffer.from(plain, 'base64'));
      return;
    case 'bool':
      if (plain !== 'true' && plain !== 'false') throw refuse('true or false');
      writer.varint(number, plain === 'true' ? 1n : 0n);
      return;
    case 'double':
      if (isString && !/^(?:NaN|-?Infinity|-?[\d.eE+-]+)$/.test(plain)) throw refuse('a number');
      writer.double(number, Number(plain));
      return;
    default: {
      const value = integerOf(plain);
      if (value === undefined) throw refuse('a whole number');
      if (kind === 'fixed64') writer.fixed64(number, value);
      else if (kind === 'fixed32') writer.fixed32(number, Number(BigInt.asUintN(32, value)));
      else writer.varint(number, value);
    }
  }
}

/** Undefined where the text is no whole number; `1.5e3` is one. */
function integerOf(text: string): bigint | undefined {
  if (/^-?\d{1,20}$/.test(text)) return BigInt(text);
  const number = Number(text);
  return text !== '' && Number.isSafeInteger(number) ? BigInt(number) : undefined;
}
