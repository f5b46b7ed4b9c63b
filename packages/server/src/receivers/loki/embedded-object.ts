import { InvalidArgumentError } from 'log-analytics-engine';
import type { JsonLineWriter } from '../json/json-line-writer.ts';
import { JsonScanner } from '../json/json-scanner.ts';
import { HIDDEN_PREFIX, type MemberNames } from '../json/member-names.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const BRACE_CLOSE = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;
const HIDDEN = Buffer.from(`"${HIDDEN_PREFIX}`);

/** Puts the members of a JSON object that came as text into the line being written. Names that the line has already get a prefix. */
export class EmbeddedObject {
  readonly #writer: JsonLineWriter;
  readonly #names: MemberNames;

  /** @param names the names that the line has */
  constructor(writer: JsonLineWriter, names: MemberNames) {
    this.#writer = writer;
    this.#names = names;
  }

  /** Writes the members of the object `[start, end)`, which fills that range. False, and nothing is written, where it is none. */
  write(bytes: Uint8Array, start: number, end: number): boolean {
    const scanner = new JsonScanner(bytes, end);
    let isClash: boolean;
    try {
      isClash = this.#hasClash(scanner, start, end);
    } catch (error) {
      if (error instanceof InvalidArgumentError) return false;
      throw error;
    }
    const source = onOneLine(bytes, start, end);
    const shift = source === bytes ? 0 : start;
    if (!isClash) this.#writer.members(source, scanner.space(start + 1) - shift, end - 1 - shift);
    else this.#writeEach(new JsonScanner(source, end - shift), start - shift);
    return true;
  }

  /** Whether a member at the top of the object has a name that is taken. @throws InvalidArgumentError where it is no object */
  #hasClash(scanner: JsonScanner, start: number, end: number): boolean {
    const { bytes } = scanner;
    let isClash = false;
    let i = scanner.space(start + 1);
    while (bytes[i] !== BRACE_CLOSE) {
      const keyEnd = scanner.skipString(i);
      if (this.#names.isTaken(bytes, i + 1, keyEnd - 1)) isClash = true;
      const colon = scanner.space(keyEnd);
      if (bytes[colon] !== COLON) throw scanner.unexpected("':'", colon);
      i = scanner.space(scanner.skip(scanner.space(colon + 1)));
      if (bytes[i] === BRACE_CLOSE) break;
      if (bytes[i] !== COMMA) throw scanner.unexpected("',' or '}'", i);
      i = scanner.space(i + 1);
    }
    if (i !== end - 1) throw scanner.unexpected('the end of the line', i + 1);
    return isClash;
  }

  #writeEach(scanner: JsonScanner, start: number): void {
    const { bytes } = scanner;
    for (const { keyStart, keyEnd, valueStart, valueEnd } of scanner.members(start)) {
      const key = bytes.subarray(keyStart, keyEnd);
      const isTaken = this.#names.isTaken(bytes, keyStart + 1, keyEnd - 1);
      const name = isTaken ? [HIDDEN, key.subarray(1)] : [key];
      this.#writer.name(Buffer.concat([...name, Buffer.from(':')]));
      this.#writer.raw(bytes, valueStart, valueEnd);
    }
  }
}

/** White space between the tokens of JSON may have line ends, which a JSON line may not. */
function onOneLine(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const text = bytes.subarray(start, end);
  if (!text.includes(LINE_FEED) && !text.includes(CARRIAGE_RETURN)) return bytes;
  return text.map((byte) => (byte === LINE_FEED || byte === CARRIAGE_RETURN ? SPACE : byte));
}
