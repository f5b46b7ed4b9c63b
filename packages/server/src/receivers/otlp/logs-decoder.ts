import type { JsonLineWriter } from '../json/json-line-writer.ts';
import { ProtobufReader, WIRE } from '../protobuf/protobuf-reader.ts';
import { type RecordOptions, RecordWriter } from './record-writer.ts';
import { ScopePrefixes } from './scope-prefix.ts';

/** ExportLogsServiceRequest */
const RESOURCE_LOGS = 1;
/** ResourceLogs */
const RESOURCE = 1;
const SCOPE_LOGS = 2;
/** ScopeLogs */
const SCOPE = 1;
const LOG_RECORDS = 2;

const RECORDS_PER_STEP = 1000;

/** Writes the log records of an export request (`opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest`) as JSON lines. */
export class LogsDecoder {
  readonly #reader: ProtobufReader;
  readonly #records: RecordWriter;
  readonly #prefixes: ScopePrefixes;

  constructor(bytes: Uint8Array, writer: JsonLineWriter, options: RecordOptions) {
    this.#reader = new ProtobufReader(bytes);
    this.#records = new RecordWriter(this.#reader, writer, options);
    this.#prefixes = new ScopePrefixes(this.#reader, options.isLabel);
  }

  /** Records that were too long. */
  get rejected(): number {
    return this.#records.rejected;
  }

  /**
   * Decodes the request; yields from time to time, for the caller to take what is written.
   * @throws InvalidArgumentError where the bytes are no such message
   */
  *run(): Generator<void, void> {
    const reader = this.#reader;
    while (reader.next()) {
      if (reader.field !== RESOURCE_LOGS) continue;
      reader.require(WIRE.bytes);
      const outer = reader.enter();
      this.#prefixes.setResource(this.#find(RESOURCE));
      yield* this.#scopes();
      reader.leave(outer);
    }
  }

  *#scopes(): Generator<void, void> {
    const reader = this.#reader;
    while (reader.next()) {
      if (reader.field !== SCOPE_LOGS) continue;
      reader.require(WIRE.bytes);
      const outer = reader.enter();
      this.#prefixes.setScope(this.#find(SCOPE));
      yield* this.#logRecords();
      reader.leave(outer);
    }
  }

  *#logRecords(): Generator<void, void> {
    const reader = this.#reader;
    let count = 0;
    while (reader.next()) {
      if (reader.field !== LOG_RECORDS) continue;
      reader.require(WIRE.bytes);
      if (count++ === 0) this.#useScope();
      this.#records.write();
      if (count % RECORDS_PER_STEP === 0) yield;
    }
    yield;
  }

  /** The record that was read stays the one read last. */
  #useScope(): void {
    const reader = this.#reader;
    const { start, end } = reader;
    this.#records.use(this.#prefixes.current());
    reader.start = start;
    reader.end = end;
  }

  /** The range of a field of the message that the reader is in; it may stand behind the others. Empty where there is none. */
  #find(field: number): { start: number; end: number } {
    const reader = this.#reader;
    const { at } = reader;
    let range = { start: at, end: at };
    while (reader.next()) {
      if (reader.field !== field) continue;
      reader.require(WIRE.bytes);
      range = { start: reader.start, end: reader.end };
    }
    reader.at = at;
    return range;
  }
}
