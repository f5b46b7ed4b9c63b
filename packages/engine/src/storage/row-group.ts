import { InvalidArgumentError, LimitExceededError } from '../errors/engine-error.ts';

const LINE_FEED = 0x0a;
/** Bytes that a UTF-16 unit takes at most in UTF-8. */
const BYTES_PER_UNIT = 3;

/** Gathers rows that come one by one, of one time of arrival, as lines: they are logged and parsed together. */
export class RowGroup {
  /** The time of arrival of the rows in the group, milliseconds since 1970. */
  nowMs = 0;
  readonly #lines: Uint8Array;
  readonly #lineBytesMax: number;
  readonly #encoder = new TextEncoder();
  #bytes = 0;
  #rowCount = 0;

  constructor(capacityBytes: number, lineBytesMax: number) {
    this.#lines = new Uint8Array(capacityBytes);
    this.#lineBytesMax = lineBytesMax;
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Whether a row of this text surely fits behind those there are. */
  hasRoomFor(json: string): boolean {
    return this.#bytes + json.length * BYTES_PER_UNIT + 1 <= this.#lines.length;
  }

  /**
   * Adds a row that there is room for.
   *
   * @throws InvalidArgumentError for an empty text or one of several lines; LimitExceededError for one that is too long
   */
  add(json: string): void {
    const { written } = this.#encoder.encodeInto(json, this.#lines.subarray(this.#bytes));
    this.#check(json, written);
    this.#lines[this.#bytes + written] = LINE_FEED;
    this.#bytes += written + 1;
    this.#rowCount++;
  }

  /** The line of a row that is too long for a group. @throws as `add` */
  encode(json: string): Uint8Array {
    const line = this.#encoder.encode(`${json}\n`);
    this.#check(json, line.length - 1);
    return line;
  }

  /** The lines of the group; valid until the next `add`. The group is empty then. */
  take(): Uint8Array {
    const lines = this.#lines.subarray(0, this.#bytes);
    this.#bytes = 0;
    this.#rowCount = 0;
    return lines;
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
