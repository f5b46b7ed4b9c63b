import { InvalidArgumentError } from 'log-analytics-engine';
import { parseUnixTimeNs } from 'log-analytics-engine/internals';
import { type EpochTime, splitDigits } from '../epoch-nanos.ts';
import { JsonScanner } from '../json/json-scanner.ts';
import type { PushWriter } from './push-writer.ts';
import type { StreamPrefixes } from './stream-prefix.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NS_PER_SECOND = 1_000_000_000n;

/**
 * Writes the entries of a push in JSON: `{"streams":[{"stream":{"label":"value"},"values":[["<ns>","line",{"metadata":"value"}]]}]}`. Yields
 * after each stream and each `entriesPerStep` entries.
 * @throws InvalidArgumentError where the body is none
 */
export function* writePushJson(
  bytes: Uint8Array,
  prefixes: StreamPrefixes,
  writer: PushWriter,
  entriesPerStep = 1000,
): Generator<void, void> {
  const scanner = new JsonScanner(bytes);
  const start = scanner.space(0);
  // Nothing is written before the whole body is known to be JSON.
  scanner.requireEnd(scanner.skip(start));
  const streams = memberAt(scanner, start, 'streams');
  if (streams === undefined) throw new InvalidArgumentError('the body has no "streams"');
  const values = new ValueReader(scanner, writer);
  for (const stream of scanner.items(streams)) {
    const labels = memberAt(scanner, stream.start, 'stream');
    const prefix = prefixes.of(labels === undefined ? '{}' : scanner.source(labels, scanner.skip(labels)));
    const list = memberAt(scanner, stream.start, 'values');
    if (list === undefined) throw new InvalidArgumentError(`the stream at byte ${stream.start} has no "values"`);
    let count = 0;
    for (const { start: value } of scanner.items(list)) {
      values.read(prefix, value);
      if (++count % entriesPerStep === 0) yield;
    }
    yield;
  }
}

/** The labels of a stream, from the text of their JSON object. @throws InvalidArgumentError where it is none, or a value is no string */
export function parseJsonLabels(text: string): (readonly [name: string, value: string])[] {
  const labels: unknown = JSON.parse(text);
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) {
    throw new InvalidArgumentError('"stream" must be an object of labels');
  }
  return Object.entries(labels).map(([name, value]) => {
    if (typeof value === 'string') return [name, value];
    throw new InvalidArgumentError(`the label ${JSON.stringify(name)} must be a string, not ${JSON.stringify(value)}`);
  });
}

/** Where the value of a member begins; undefined where the object has none of that name. */
function memberAt(scanner: JsonScanner, at: number, name: string): number | undefined {
  let found: number | undefined;
  for (const { keyStart, valueStart } of scanner.members(at)) {
    if (scanner.string(keyStart) === name) found = valueStart;
  }
  return found;
}

class ValueReader {
  readonly #scanner: JsonScanner;
  readonly #writer: PushWriter;
  readonly #time: EpochTime = { seconds: 0, nanos: 0 };

  constructor(scanner: JsonScanner, writer: PushWriter) {
    this.#scanner = scanner;
    this.#writer = writer;
  }

  read(prefix: Parameters<PushWriter['begin']>[0], at: number): void {
    const scanner = this.#scanner;
    const parts: number[] = [];
    for (const part of scanner.items(at)) parts.push(part.start);
    const [time, line, metadata] = parts;
    if (time === undefined || line === undefined || parts.length > 3) {
      throw scanner.unexpected('a time, a line and perhaps metadata', at);
    }
    this.#readTime(time);
    this.#writer.begin(prefix, this.#time.seconds, this.#time.nanos);
    if (metadata !== undefined) this.#writeMetadata(metadata);
    const text = this.#textAt(line, 'a line in quotes');
    this.#writer.line(text, 0, text.length);
  }

  #readTime(at: number): void {
    const scanner = this.#scanner;
    if (scanner.bytes[at] !== QUOTE) throw scanner.unexpected('a time as a string of nanoseconds', at);
    const text = scanner.string(at);
    if (splitDigits(text === '' ? '0' : text, this.#time)) return;
    // As VictoriaLogs takes it: seconds with decimals, or a number with an exponent.
    const ns = parseUnixTimeNs(text);
    if (ns === undefined) throw scanner.unexpected('a time in nanoseconds', at);
    const nanos = ((ns % NS_PER_SECOND) + NS_PER_SECOND) % NS_PER_SECOND;
    this.#time.seconds = Number((ns - nanos) / NS_PER_SECOND);
    this.#time.nanos = Number(nanos);
  }

  #writeMetadata(at: number): void {
    const scanner = this.#scanner;
    for (const { keyStart, valueStart } of scanner.members(at)) {
      const name = this.#textAt(keyStart, 'a name');
      const value = this.#textAt(valueStart, 'a string as value of metadata');
      this.#writer.metadata(Buffer.concat([name, value]), 0, name.length, name.length, name.length + value.length);
    }
  }

  /** The string at a position, decoded. */
  #textAt(at: number, expected: string): Uint8Array {
    const scanner = this.#scanner;
    if (scanner.bytes[at] !== QUOTE) throw scanner.unexpected(expected, at);
    const end = scanner.skipString(at);
    const inner = scanner.bytes.subarray(at + 1, end - 1);
    return inner.includes(BACKSLASH) ? Buffer.from(scanner.string(at).toWellFormed()) : inner;
  }
}
