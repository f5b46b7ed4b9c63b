import { type EpochTime, splitMs } from '../epoch-nanos.ts';
import { type JsonLineWriter, memberName } from '../json/json-line-writer.ts';
import { MemberNames } from '../json/member-names.ts';
import { EmbeddedObject } from './embedded-object.ts';
import type { StreamPrefix } from './stream-prefix.ts';

const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
const TIME = memberName('_time');

/** How the lines of a push become entries. */
export interface PushOptions {
  /** Lines that are JSON objects become fields; as in VictoriaLogs, where it is on unless a request says otherwise. */
  readonly parsesLines: boolean;
  /** The name of the field of a line that is no JSON object, or is not parsed. */
  readonly lineName: string;
  readonly lineBytesMax: number;
}

/**
 * Writes the entries of streams as JSON lines, one at a time: `begin`, its metadata, then its line. Where a name comes twice, the label wins
 * over metadata and both over the fields of a line; the other value is kept as `metadata.<name>`.
 */
export class PushWriter {
  /** Entries that were too long. */
  rejected = 0;
  readonly #writer: JsonLineWriter;
  readonly #options: PushOptions;
  readonly #lineName: Uint8Array;
  readonly #names: MemberNames;
  readonly #embedded: EmbeddedObject;
  readonly #now: EpochTime = { seconds: 0, nanos: 0 };
  #start = 0;

  constructor(writer: JsonLineWriter, options: PushOptions, nowMs: number) {
    this.#writer = writer;
    this.#options = options;
    this.#lineName = memberName(options.lineName);
    this.#names = new MemberNames(writer);
    this.#embedded = new EmbeddedObject(writer, this.#names);
    splitMs(nowMs, this.#now);
  }

  /** Begins an entry. A time of 0 is now. @throws InvalidArgumentError where the time is outside the years 0000 to 9999 */
  begin(prefix: StreamPrefix, seconds: number, nanos: number): void {
    const writer = this.#writer;
    this.#start = writer.length;
    writer.open();
    writer.name(TIME);
    if (seconds === 0 && nanos === 0) writer.time(this.#now.seconds, this.#now.nanos);
    else writer.time(seconds, nanos);
    writer.members(prefix.members);
    this.#names.begin(prefix.names);
  }

  /** Adds a field of structured metadata, from UTF-8. */
  metadata(bytes: Uint8Array, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    this.#names.write(bytes, nameStart, nameEnd);
    this.#writer.text(bytes, valueStart, valueEnd);
  }

  /** Ends the entry with its line, from UTF-8. */
  line(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > this.#options.lineBytesMax) {
      this.#reject();
      return;
    }
    const isObject = this.#options.parsesLines && bytes[start] === BRACE_OPEN && bytes[end - 1] === BRACE_CLOSE;
    if (!isObject || !this.#embedded.write(bytes, start, end)) {
      this.#writer.name(this.#lineName);
      this.#writer.text(bytes, start, end);
    }
    this.#end();
  }

  #end(): void {
    this.#writer.endLine();
    if (this.#writer.length - this.#start > this.#options.lineBytesMax) this.#reject();
  }

  #reject(): void {
    this.rejected++;
    this.#writer.truncate(this.#start);
  }
}
