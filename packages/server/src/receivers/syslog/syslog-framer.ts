import { InvalidArgumentError } from 'log-analytics-engine';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
const COUNT_DIGITS_MAX = 9;

/** What becomes of the messages that a framer finds. */
export interface FrameHandler {
  /** A whole message; the bytes are valid until the call returns. */
  onMessage(bytes: Uint8Array): void;
  /** A message was longer than it may be, and is left out. */
  onTooLong(): void;
}

/**
 * Finds the messages in a stream of syslog over TCP (RFC 6587). If the first byte is a digit, each message has its length in front (`LEN SP MSG`); if not,
 * messages end with a line feed. Memory is bounded by the longest message that is allowed.
 */
export class SyslogFramer {
  readonly #handler: FrameHandler;
  readonly #bytesMax: number;
  #isCounted: boolean | undefined;
  #held = Buffer.alloc(0);
  /** Bytes of a message that is left out; Infinity up to a line feed. */
  #skip = 0;

  constructor(handler: FrameHandler, bytesMax: number) {
    this.#handler = handler;
    this.#bytesMax = bytesMax;
  }

  /** Takes the next bytes of the stream. @throws InvalidArgumentError where a length was expected and none is there: the stream cannot be read on */
  push(chunk: Uint8Array): void {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (bytes.length === 0) return;
    this.#isCounted ??= isDigit(bytes[0]!);
    const rest = this.#isCounted ? this.#takeCounted(bytes) : this.#takeLines(bytes);
    this.#held = rest === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(rest));
  }

  /** The stream has ended: what is left is a message if it was only to end with a line feed. */
  end(): void {
    if (this.#isCounted === false && this.#skip === 0 && this.#held.length > 0) this.#handler.onMessage(this.#held);
    else if (this.#isCounted === true && this.#held.length > 0) this.#handler.onTooLong();
    this.#held = Buffer.alloc(0);
  }

  /** Returns where what is not whole begins. */
  #takeLines(bytes: Uint8Array): number {
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, start);
      if (end < 0) break;
      if (this.#skip > 0) this.#skip = 0;
      else this.#message(bytes, start, end);
      start = end + 1;
    }
    if (this.#skip > 0) return bytes.length;
    if (bytes.length - start <= this.#bytesMax) return start;
    this.#handler.onTooLong();
    this.#skip = Number.POSITIVE_INFINITY;
    return bytes.length;
  }

  #takeCounted(bytes: Uint8Array): number {
    let at = 0;
    for (;;) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, bytes.length - at);
        this.#skip -= skipped;
        at += skipped;
      }
      // Some senders end a message with a line feed that they do not count.
      while (at < bytes.length && bytes[at]! <= SPACE) at++;
      let space = at;
      while (space < bytes.length && isDigit(bytes[space]!)) space++;
      if (space === bytes.length && space - at <= COUNT_DIGITS_MAX) return at;
      if (space === at || space - at > COUNT_DIGITS_MAX || bytes[space] !== SPACE) throw this.#noLength(bytes, at);
      const length = Number(Buffer.from(bytes.subarray(at, space)).toString('latin1'));
      if (length > this.#bytesMax) {
        this.#handler.onTooLong();
        this.#skip = length;
        at = space + 1;
        continue;
      }
      if (space + 1 + length > bytes.length) return at;
      this.#message(bytes, space + 1, space + 1 + length);
      at = space + 1 + length;
    }
  }

  #message(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > this.#bytesMax) this.#handler.onTooLong();
    else if (end > start) this.#handler.onMessage(bytes.subarray(start, end));
  }

  #noLength(bytes: Uint8Array, at: number): InvalidArgumentError {
    const found = Buffer.from(bytes.subarray(at, at + 20)).toString('latin1');
    return new InvalidArgumentError(`expected the length of a message, found ${JSON.stringify(found)}`);
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
