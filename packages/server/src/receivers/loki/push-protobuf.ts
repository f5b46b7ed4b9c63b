import { InvalidArgumentError } from 'log-analytics-engine';
import { ProtobufReader, WIRE } from '../protobuf/protobuf-reader.ts';
import type { PushWriter } from './push-writer.ts';
import type { StreamPrefix, StreamPrefixes } from './stream-prefix.ts';

/** PushRequest */
const STREAMS = 1;
/** StreamAdapter */
const LABELS = 1;
const ENTRIES = 2;
/** EntryAdapter */
const TIMESTAMP = 1;
const LINE = 2;
const STRUCTURED_METADATA = 3;
/** google.protobuf.Timestamp */
const SECONDS = 1;
const NANOS = 2;
/** LabelPairAdapter */
const NAME = 1;
const VALUE = 2;

/**
 * Writes the entries of a push request (`logproto.PushRequest` of Loki). Yields after each stream and each `entriesPerStep` entries, for
 * the caller to take what is written.
 * @throws InvalidArgumentError where the bytes are no such message
 */
export function* writePushProtobuf(
  bytes: Uint8Array,
  prefixes: StreamPrefixes,
  writer: PushWriter,
  entriesPerStep = 1000,
): Generator<void, void> {
  const reader = new ProtobufReader(bytes);
  const entries = new EntryReader(reader, writer);
  while (reader.next()) {
    if (reader.field !== STREAMS) continue;
    reader.require(WIRE.bytes);
    const outer = reader.enter();
    const prefix = prefixes.of(labelsOf(reader));
    yield* entries.readAll(prefix, entriesPerStep);
    reader.leave(outer);
    yield;
  }
}

/** The labels of the stream that the reader is in; they may stand behind its entries. */
function labelsOf(reader: ProtobufReader): string {
  const start = reader.at;
  let labels = '';
  while (reader.next()) {
    if (reader.field !== LABELS) continue;
    reader.require(WIRE.bytes);
    labels = reader.text();
  }
  reader.at = start;
  return labels;
}

/** Reads entries: notes where their parts lie, and writes them in the order in which lines have them. */
class EntryReader {
  readonly #reader: ProtobufReader;
  readonly #writer: PushWriter;
  #seconds = 0;
  #nanos = 0;
  #lineStart = 0;
  #lineEnd = 0;
  readonly #metadata: number[] = [];

  constructor(reader: ProtobufReader, writer: PushWriter) {
    this.#reader = reader;
    this.#writer = writer;
  }

  /** Reads the entries of the stream that the reader is in. */
  *readAll(prefix: StreamPrefix, entriesPerStep: number): Generator<void, void> {
    const reader = this.#reader;
    for (let count = 1; reader.next(); count++) {
      if (reader.field !== ENTRIES) continue;
      reader.require(WIRE.bytes);
      this.#read(prefix);
      if (count % entriesPerStep === 0) yield;
    }
  }

  #read(prefix: StreamPrefix): void {
    const reader = this.#reader;
    this.#seconds = 0;
    this.#nanos = 0;
    this.#lineStart = 0;
    this.#lineEnd = 0;
    this.#metadata.length = 0;
    const outer = reader.enter();
    while (reader.next()) {
      if (reader.field > STRUCTURED_METADATA) continue;
      reader.require(WIRE.bytes);
      if (reader.field === LINE) {
        this.#lineStart = reader.start;
        this.#lineEnd = reader.end;
      } else if (reader.field === TIMESTAMP) this.#readTime();
      else this.#readPair();
    }
    reader.leave(outer);
    this.#write(prefix);
  }

  #write(prefix: StreamPrefix): void {
    const { bytes } = this.#reader;
    const writer = this.#writer;
    writer.begin(prefix, this.#seconds, this.#nanos);
    const pairs = this.#metadata;
    for (let i = 0; i < pairs.length; i += 4) {
      writer.metadata(bytes, pairs[i]!, pairs[i + 1]!, pairs[i + 2]!, pairs[i + 3]!);
    }
    writer.line(bytes, this.#lineStart, this.#lineEnd);
  }

  #readTime(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    while (reader.next()) {
      if (reader.field !== SECONDS && reader.field !== NANOS) continue;
      reader.require(WIRE.varint);
      if (reader.field === SECONDS) this.#seconds = reader.safeInt64();
      else this.#nanos = reader.safeInt64();
    }
    reader.leave(outer);
    if (this.#nanos < 0 || this.#nanos > 999_999_999) {
      throw new InvalidArgumentError(
        `the time of an entry has ${this.#nanos} nanoseconds; 0 to 999999999 were expected`,
      );
    }
  }

  #readPair(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    let [nameStart, nameEnd, valueStart, valueEnd] = [0, 0, 0, 0];
    while (reader.next()) {
      if (reader.field !== NAME && reader.field !== VALUE) continue;
      reader.require(WIRE.bytes);
      if (reader.field === NAME) [nameStart, nameEnd] = [reader.start, reader.end];
      else [valueStart, valueEnd] = [reader.start, reader.end];
    }
    reader.leave(outer);
    this.#metadata.push(nameStart, nameEnd, valueStart, valueEnd);
  }
}
