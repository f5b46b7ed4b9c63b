import { InvalidArgumentError, LimitExceededError } from '../errors/engine-error.ts';

const LINE_FEED = 0x0a;
/** Bytes that a UTF-16 unit takes at most in UTF-8. */
const BYTES_PER_UNIT = 3;
const BYTES_MIN = 64 * 1024;

/**
 * Gathers rows that come one by one as lines, so that they are parsed and logged together.
 */
export class RowGroup {
  /** The time of arrival of the rows in the group that have no time of their own, milliseconds since 1970. */
  nowMs = 0;
  readonly #capacityBytes: number;
  readonly #lineBytesMax: number;
  #lines: Buffer;
  #end = 0;
  #rowCount = 0;

  constructor(capacityBytes: number, lineBytesMax: number) {
    this.#capacityBytes = capacityBytes;
    this.#lineBytesMax = lineBytesMax;
    this.#lines = Buffer.allocUnsafeSlow(Math.min(capacityBytes, BYTES_MIN));
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Bytes of their lines. */
  get byteLength(): number {
    return this.#end;
  }

  /** Whether a row of this text surely fits behind those there are. */
  hasRoomFor(json: string): boolean {
    const needed = this.#end + json.length * BYTES_PER_UNIT + 1;
    return needed <= this.#lines.length || (needed <= this.#capacityBytes && this.#grow(needed));
  }

  /**
   * Adds a row that there is room for.
   *
   * @throws InvalidArgumentError for an empty text or one of several lines; LimitExceededError for one that is too long
   */
  add(json: string): void {
    const lines = this.#lines;
    const written = lines.write(json, this.#end);
    this.#check(json, written);
    this.#end += written + 1;
    lines[this.#end - 1] = LINE_FEED;
    this.#rowCount++;
  }

  /** The line of a row that is too long for a group, in memory of its own. @throws as `add` */
  encode(json: string): Uint8Array {
    const line = Buffer.from(`${json}\n`);
    this.#check(json, line.length - 1);
    return line;
  }

  /** Takes the rows out; their lines are valid until the next one is added. */
  take(): Uint8Array {
    const lines = this.#lines.subarray(0, this.#end);
    this.#end = 0;
    this.#rowCount = 0;
    return lines;
  }

  #grow(needed: number): boolean {
    const grown = Buffer.allocUnsafeSlow(Math.min(this.#capacityBytes, Math.max(needed, this.#lines.length * 2)));
    this.#lines.copy(grown, 0, 0, this.#end);
    this.#lines = grown;
    return true;
  }

  #check(json: string, bytes: number): void {
    if (json === '' || json.includes('\n')) {
      throw new InvalidArgumentError('a row must be one line: expected a JSON object without line feeds');
    }
    const allowed = this.#lineBytesMax;
    if (bytes <= allowed) return;
    const details = { limit: 'lineBytesMax', allowed, actual: bytes };
    throw new LimitExceededError(`the entry has ${bytes} bytes; the limit is ${allowed}`, details);
  }
}
