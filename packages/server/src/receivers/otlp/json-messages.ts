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

/** Values may lie in one another 64 deep, as in protobuf; each is up to four levels of JSON. Nine lead to the first. */
const DEPTH_MAX = 64 * 4 + 9;
/** Bytes of JSON that are read before others get their turn. */
const STEP_BYTES = 1 << 20;
/** Messages that hold records, and are left and entered again for others to get their turn. */
const LONG: ReadonlySet<Message> = new Set([EXPORT_LOGS, RESOURCE_LOGS, SCOPE_LOGS]);

/**
 * Rewrites an export request in the JSON of OTLP as protobuf, so that one decoder serves both, in one pass. Names that are not known are
 * ignored; numbers of 64 bits may be strings and keep all their digits. Yields from time to time, for others to get their turn.
 * @throws InvalidArgumentError where the body is no JSON, a value has a wrong type, or values lie too deep in one another
 */
export function* exportRequestFromJson(bytes: Uint8Array): Generator<void, Uint8Array> {
  const reader = new MessageReader(new JsonScanner(bytes, bytes.length, DEPTH_MAX));
  return yield* reader.run();
}

class MessageReader {
  readonly #scanner: JsonScanner;
  readonly #writer = new ProtobufWriter();
  #stepEnd = STEP_BYTES;

  constructor(scanner: JsonScanner) {
    this.#scanner = scanner;
  }

  *run(): Generator<void, Uint8Array> {
    const scanner = this.#scanner;
    scanner.requireEnd(yield* this.#longMessage(scanner.space(0), EXPORT_LOGS, 0));
    return this.#writer.finish();
  }

  /** As `#message`; yields between the messages in it. */
  *#longMessage(at: number, fields: Message, depth: number): Generator<void, number> {
    const scanner = this.#scanner;
    for (let key = scanner.openObject(at, depth); key >= 0; ) {
      const field = fields.get(scanner.string(key));
      const value = scanner.valueAt(scanner.skipString(key));
      let end: number;
      if (field?.isList === true && typeof field.kind === 'function' && !isNull(scanner, value)) {
        for (let item = scanner.openList(value, depth + 1); item >= 0; item = scanner.next(end, false)) {
          const kind = field.kind();
          if (!LONG.has(kind) || isNull(scanner, item)) end = this.#value(item, field, depth + 2);
          else {
            this.#writer.open(field.number);
            end = yield* this.#longMessage(item, kind, depth + 2);
            this.#writer.close();
          }
          if (end < this.#stepEnd) continue;
          this.#stepEnd = end + STEP_BYTES;
          yield;
        }
        end = scanner.behind;
      } else end = this.#member(value, field, depth + 1);
      key = scanner.next(end, true);
    }
    return scanner.behind;
  }

  /** Writes the fields of the message at `at`. @returns the position behind it */
  #message(at: number, fields: Message, depth: number): number {
    const scanner = this.#scanner;
    for (let key = scanner.openObject(at, depth); key >= 0; ) {
      const field = fields.get(scanner.string(key));
      const end = this.#member(scanner.valueAt(scanner.skipString(key)), field, depth + 1);
      key = scanner.next(end, true);
    }
    return scanner.behind;
  }

  #member(at: number, field: Field | undefined, depth: number): number {
    const scanner = this.#scanner;
    if (field === undefined || isNull(scanner, at)) return scanner.skip(at, depth);
    if (field.isList === undefined) return this.#value(at, field, depth);
    for (let item = scanner.openList(at, depth); item >= 0; ) {
      item = scanner.next(this.#value(item, field, depth + 1), false);
    }
    return scanner.behind;
  }

  #value(at: number, field: Field, depth: number): number {
    const { kind, number } = field;
    const scanner = this.#scanner;
    if (typeof kind !== 'function') {
      const end = scanner.skip(at, depth);
      writeScalar(scanner, at, end, { number, kind }, this.#writer);
      return end;
    }
    this.#writer.open(number);
    const end = isNull(scanner, at) ? scanner.skip(at) : this.#message(at, kind(), depth);
    this.#writer.close();
    return end;
  }
}

function isNull(scanner: JsonScanner, at: number): boolean {
  return scanner.bytes[at] === 0x6e;
}

function writeScalar(
  scanner: JsonScanner,
  at: number,
  end: number,
  { number, kind }: { readonly number: number; readonly kind: ScalarKind },
  writer: ProtobufWriter,
): void {
  const text = scanner.source(at, end);
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
