import { InvalidArgumentError } from 'log-analytics-engine';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
const LINE_FEED = 0x0a;
const ZERO = 0x30;
/** A character that takes one byte takes up to six as an escape. */
const ESCAPE_BYTES_MAX = 6;
const HEX = Buffer.from('0123456789abcdef');
const HOUR_S = 3600;
const DAY_S = 86_400;
/** 0000-01-01T00:00:00Z and the second after 9999-12-31T23:59:59Z. */
const SECOND_MIN = -62_167_219_200;
const SECOND_END = 253_402_300_800;
/** `YYYY-MM-DDTHH:MM:SS` */
const SECOND_BYTES = 19;

/** What follows a backslash for the control characters and signs that have a short escape. */
const SHORT_ESCAPES = new Uint8Array(256);
for (const [char, letter] of Object.entries({
  '"': '"',
  '\\': '\\',
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
}))
  SHORT_ESCAPES[char.charCodeAt(0)] = letter.charCodeAt(0);

/** Memory of writers that are done, for those to come: fresh memory costs a page fault every 4 KiB, and large buffers burden the garbage collector. */
const SPARE: Buffer[] = [];
const SPARE_MAX = 8;
const SPARE_BYTES_MAX = 4 << 20;

/**
 * Writes JSON lines into bytes. Members are written by the caller in order: a name, then a value; commas are put here.
 * Texts may be given as UTF-8, in which case they never become strings; bytes that are no UTF-8 go through as they are.
 */
export class JsonLineWriter {
  private bytes: Uint8Array;
  private buffer: Buffer;
  private used = 0;
  private needsComma = false;
  private readonly second = new Uint8Array(SECOND_BYTES);
  private secondOfText = Number.NaN;

  /** @param capacity bytes to begin with; by default those of a writer that was released */
  constructor(capacity?: number) {
    this.buffer =
      capacity === undefined ? (SPARE.pop() ?? Buffer.allocUnsafeSlow(1 << 16)) : Buffer.allocUnsafeSlow(capacity);
    this.bytes = this.buffer;
  }

  /** Gives the memory back for other writers; the writer may not be used any more. */
  release(): void {
    if (SPARE.length < SPARE_MAX && this.buffer.length <= SPARE_BYTES_MAX) SPARE.push(this.buffer);
    this.buffer = Buffer.alloc(0);
    this.bytes = this.buffer;
    this.used = 0;
  }

  /** Bytes written and not taken yet. */
  get length(): number {
    return this.used;
  }

  /** Begins a line, or an object within one. */
  open(): void {
    this.byte(BRACE_OPEN);
    this.needsComma = false;
  }

  /** Ends an object within a line. */
  close(): void {
    this.byte(BRACE_CLOSE);
    this.needsComma = true;
  }

  /** Ends the line. */
  endLine(): void {
    this.reserve(2);
    this.bytes[this.used++] = BRACE_CLOSE;
    this.bytes[this.used++] = LINE_FEED;
  }

  /** A whole line that stands ready, without its line end. */
  line(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start + 1);
    this.put(source, start, end);
    this.bytes[this.used++] = LINE_FEED;
  }

  /** Begins a list. */
  openList(): void {
    this.byte(0x5b);
    this.needsComma = false;
  }

  /** Begins the next value of a list. */
  item(): void {
    if (this.needsComma) this.byte(COMMA);
    this.needsComma = false;
  }

  closeList(): void {
    this.byte(0x5d);
    this.needsComma = true;
  }

  /** Begins a member whose name stands ready, quoted and with its colon: see `memberName`. */
  name(ready: Uint8Array): void {
    this.reserve(ready.length + 1);
    if (this.needsComma) this.bytes[this.used++] = COMMA;
    this.put(ready, 0, ready.length);
    this.needsComma = true;
  }

  /** Begins a member named by UTF-8 bytes. */
  nameOfBytes(source: Uint8Array, start: number, end: number): void {
    if (this.needsComma) this.byte(COMMA);
    this.text(source, start, end);
    this.byte(COLON);
    this.needsComma = true;
  }

  /** Begins a member. */
  nameOfString(name: string): void {
    if (this.needsComma) this.byte(COMMA);
    this.string(name);
    this.byte(COLON);
    this.needsComma = true;
  }

  /** Members that stand ready: `"a":1,"b":"x"`, without a comma at either end. */
  members(ready: Uint8Array, start: number = 0, end: number = ready.length): void {
    if (end <= start) return;
    this.reserve(end - start + 1);
    if (this.needsComma) this.bytes[this.used++] = COMMA;
    this.put(ready, start, end);
    this.needsComma = true;
  }

  /** A string value, from UTF-8. */
  text(source: Uint8Array, start: number, end: number): void {
    this.reserve((end - start) * ESCAPE_BYTES_MAX + 2);
    const { bytes } = this;
    let to = this.used;
    bytes[to++] = QUOTE;
    // Most bytes are none of quote, backslash and control: copied as they are compared.
    for (let i = start; i < end; i++) {
      const byte = source[i]!;
      if (byte !== QUOTE && byte !== BACKSLASH && byte >= 0x20) bytes[to++] = byte;
      else to = this.escape(byte, to);
    }
    bytes[to++] = QUOTE;
    this.used = to;
    this.needsComma = true;
  }

  /** A string value. Lone surrogates become U+FFFD. */
  string(text: string): void {
    const json = JSON.stringify(text.isWellFormed() ? text : text.toWellFormed());
    this.reserve(json.length * 3);
    this.used += this.buffer.write(json, this.used, 'utf8');
    this.needsComma = true;
  }

  /** A value that is JSON already. */
  raw(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    this.put(source, start, end);
    this.needsComma = true;
  }

  /** A value that is JSON already, of ASCII characters. */
  ascii(json: string): void {
    this.reserve(json.length);
    const { bytes } = this;
    for (let i = 0; i < json.length; i++) bytes[this.used++] = json.charCodeAt(i);
    this.needsComma = true;
  }

  /** A number as JavaScript writes it; -0 too. What is no number to JSON becomes a string. */
  number(value: number): void {
    // Up to three decimals are the usual case, and the shortest text of such a number: digits without a detour over text.
    const thousandths = Math.round(value * 1000);
    if (value > 0 && thousandths < 0x7fff_ffff && thousandths / 1000 === value) {
      const whole = Math.floor(value);
      this.integer(whole);
      this.thousandths(thousandths - whole * 1000);
    } else if (Number.isFinite(value)) this.ascii(Object.is(value, -0) ? '-0' : String(value));
    else this.ascii(`"${value}"`);
  }

  /** A whole number of 32 bits, signed. */
  integer(value: number): void {
    this.reserve(11);
    const { bytes } = this;
    let rest = value;
    if (rest < 0) {
      bytes[this.used++] = 0x2d;
      rest = -rest;
    }
    let digits = 1;
    for (let limit = 10; rest >= limit; limit *= 10) digits++;
    for (let i = this.used + digits - 1; i >= this.used; i--) {
      const tenth = Math.floor(rest / 10);
      bytes[i] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    this.used += digits;
    this.needsComma = true;
  }

  /** Bytes as a string value, in lower-case hex. */
  hex(source: Uint8Array, start: number, end: number): void {
    this.reserve((end - start) * 2 + 2);
    const { bytes } = this;
    let to = this.used;
    bytes[to++] = QUOTE;
    for (let i = start; i < end; i++) {
      const byte = source[i]!;
      bytes[to++] = HEX[byte >>> 4]!;
      bytes[to++] = HEX[byte & 15]!;
    }
    bytes[to++] = QUOTE;
    this.used = to;
    this.needsComma = true;
  }

  /**
   * A time as a string value: RFC 3339 in UTC with three, six or nine decimals, as few as it needs.
   * @param seconds whole seconds since the Unix epoch, rounded down
   * @param nanos 0 to 999,999,999
   * @throws InvalidArgumentError outside the years 0000 to 9999
   */
  time(seconds: number, nanos: number): void {
    if (seconds !== this.secondOfText) this.formatSecond(seconds);
    this.reserve(SECOND_BYTES + 13);
    const { bytes, second } = this;
    let to = this.used;
    bytes[to++] = QUOTE;
    for (let i = 0; i < SECOND_BYTES; i++) bytes[to++] = second[i]!;
    bytes[to++] = 0x2e;
    const decimals = nanos % 1_000_000 === 0 ? 3 : nanos % 1000 === 0 ? 6 : 9;
    let rest = decimals === 9 ? nanos : decimals === 6 ? nanos / 1000 : nanos / 1_000_000;
    for (let i = to + decimals - 1; i >= to; i--) {
      const tenth = (rest / 10) | 0;
      bytes[i] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    to += decimals;
    bytes[to++] = 0x5a;
    bytes[to++] = QUOTE;
    this.used = to;
    this.needsComma = true;
  }

  /** Takes back what was written after `length` was so. */
  truncate(length: number): void {
    this.used = length;
    this.needsComma = false;
  }

  /** What was written; valid until more is. */
  peek(): Uint8Array {
    return this.bytes.subarray(0, this.used);
  }

  /** Makes a string value of what was written after `length` was so. */
  quoteFrom(length: number): void {
    const json = Buffer.from(this.bytes.subarray(length, this.used));
    this.used = length;
    this.text(json, 0, json.length);
  }

  /** A copy of what was written; the writer is empty then. */
  take(): Uint8Array {
    const taken = Uint8Array.prototype.slice.call(this.bytes, 0, this.used) as Uint8Array;
    this.used = 0;
    this.needsComma = false;
    return taken;
  }

  private thousandths(value: number): void {
    if (value === 0) return;
    this.reserve(4);
    const { bytes } = this;
    bytes[this.used++] = 0x2e;
    for (let rest = value, unit = 100; rest > 0; unit /= 10) {
      const digit = Math.floor(rest / unit);
      bytes[this.used++] = ZERO + digit;
      rest -= digit * unit;
    }
  }

  private escape(byte: number, at: number): number {
    const { bytes } = this;
    let to = at;
    bytes[to++] = BACKSLASH;
    const short = SHORT_ESCAPES[byte]!;
    if (short !== 0) {
      bytes[to++] = short;
      return to;
    }
    bytes[to++] = 0x75;
    bytes[to++] = ZERO;
    bytes[to++] = ZERO;
    bytes[to++] = HEX[byte >>> 4]!;
    bytes[to++] = HEX[byte & 15]!;
    return to;
  }

  private formatSecond(seconds: number): void {
    if (!(seconds >= SECOND_MIN && seconds < SECOND_END)) {
      throw new InvalidArgumentError(`the time ${seconds} s is outside the years 0000 to 9999`);
    }
    const { second } = this;
    const day = Math.floor(seconds / DAY_S);
    if (day !== Math.floor(this.secondOfText / DAY_S)) {
      const text = new Date(day * DAY_S * 1000).toISOString();
      for (let i = 0; i < SECOND_BYTES; i++) second[i] = text.charCodeAt(i);
    }
    const ofDay = seconds - day * DAY_S;
    const hour = Math.floor(ofDay / HOUR_S);
    const minute = Math.floor((ofDay - hour * HOUR_S) / 60);
    twoDigits(second, 11, hour);
    twoDigits(second, 14, minute);
    twoDigits(second, 17, ofDay - hour * HOUR_S - minute * 60);
    this.secondOfText = seconds;
  }

  private byte(byte: number): void {
    this.reserve(1);
    this.bytes[this.used++] = byte;
  }

  /** Short runs are copied here: a view of them costs more than they do. */
  private put(source: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    if (start === 0 && end === source.length) bytes.set(source, this.used);
    else if (end - start > 200) bytes.set(source.subarray(start, end), this.used);
    else for (let i = start, to = this.used; i < end; i++) bytes[to++] = source[i]!;
    this.used += end - start;
  }

  private reserve(count: number): void {
    const needed = this.used + count;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.used));
    this.buffer = grown;
    this.bytes = grown;
  }
}

/** The name of a member, quoted and with its colon, as `JsonLineWriter.name` takes it. */
export function memberName(name: string): Uint8Array {
  return Buffer.from(`${JSON.stringify(name)}:`);
}

function twoDigits(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = ZERO + Math.floor(value / 10);
  bytes[at + 1] = ZERO + (value % 10);
}
