import { InvalidArgumentError } from 'log-analytics-engine';
import type { JsonLineWriter } from '../json/json-line-writer.ts';
import { type ProtobufReader, WIRE } from '../protobuf/protobuf-reader.ts';

/** AnyValue: which of its fields is there tells the type. */
export const ANY = { string: 1, bool: 2, int: 3, double: 4, array: 5, list: 6, bytes: 7 } as const;
/** ArrayValue and KeyValueList have one field. */
const VALUES = 1;
/** KeyValue */
const KEY = 1;
const VALUE = 2;
/** As deep as an entry may be. */
const DEPTH_MAX = 64;

const WIRE_OF_FIELD: Readonly<Record<number, number>> = {
  [ANY.string]: WIRE.bytes,
  [ANY.bool]: WIRE.varint,
  [ANY.int]: WIRE.varint,
  [ANY.double]: WIRE.fixed64,
  [ANY.array]: WIRE.bytes,
  [ANY.list]: WIRE.bytes,
  [ANY.bytes]: WIRE.bytes,
};

/**
 * Reads AnyValue messages and writes them as JSON: integers with all their digits, bytes in base64, lists of keys as objects. Of several values
 * in one message the last counts.
 */
export class AnyValueWriter {
  /** Of the value looked at last: its field in AnyValue, 0 where it has none; and what the reader says of it. */
  field = 0;
  start = 0;
  end = 0;
  readonly #reader: ProtobufReader;
  readonly #writer: JsonLineWriter;
  #low = 0;
  #high = 0;

  constructor(reader: ProtobufReader, writer: JsonLineWriter) {
    this.#reader = reader;
    this.#writer = writer;
  }

  /** Looks at the AnyValue in `[start, end)`. @throws InvalidArgumentError where it is damaged */
  look(start: number, end: number): void {
    const reader = this.#reader;
    this.field = 0;
    const [at, limit] = [reader.at, reader.limit];
    reader.at = start;
    reader.limit = end;
    while (reader.next()) {
      const wire = WIRE_OF_FIELD[reader.field];
      if (wire === undefined) continue;
      reader.require(wire);
      this.field = reader.field;
      this.start = reader.start;
      this.end = reader.end;
      this.#low = reader.low;
      this.#high = reader.high;
    }
    reader.at = at;
    reader.limit = limit;
  }

  /** Writes the value looked at last. */
  write(depth = 0): void {
    const writer = this.#writer;
    switch (this.field) {
      case ANY.string:
        writer.text(this.#reader.bytes, this.start, this.end);
        return;
      case ANY.array:
        this.#writeArray(depth + 1);
        return;
      case ANY.list:
        this.#writeObject(depth + 1);
        return;
      case ANY.bytes:
        writer.ascii(`"${Buffer.from(this.#reader.bytes.subarray(this.start, this.end)).toString('base64')}"`);
        return;
      case ANY.int:
        if (this.#isShort) writer.integer(this.#low | 0);
        else writer.ascii(this.scalarText());
        return;
      case ANY.bool:
        writer.ascii(this.scalarText());
        return;
      case ANY.double:
        writer.number(this.#double());
        return;
      default:
        writer.ascii('null');
    }
  }

  /** Whether the integer looked at last has 32 bits. */
  get #isShort(): boolean {
    return this.#high === 0 ? this.#low < 0x8000_0000 : this.#high === 0xffff_ffff && this.#low >= 0x8000_0000;
  }

  /** The text of the number or boolean looked at last. */
  scalarText(): string {
    if (this.field === ANY.bool) return this.#low !== 0 || this.#high !== 0 ? 'true' : 'false';
    if (this.field === ANY.double) {
      const double = this.#double();
      return Object.is(double, -0) ? '-0' : String(double);
    }
    if (this.#isShort) return String(this.#low | 0);
    this.#restore();
    return String(this.#reader.int64());
  }

  #double(): number {
    this.#restore();
    return this.#reader.double();
  }

  /** The number looked at last is that of the reader again. */
  #restore(): void {
    this.#reader.low = this.#low;
    this.#reader.high = this.#high;
  }

  /** Calls back for each KeyValue of the KeyValueList in `[start, end)` with the ranges of its key and its value. */
  visitList(start: number, end: number, visit: KeyValueVisitor): void {
    const reader = this.#reader;
    const [at, limit] = [reader.at, reader.limit];
    reader.at = start;
    reader.limit = end;
    while (reader.next()) {
      if (reader.field !== VALUES) continue;
      reader.require(WIRE.bytes);
      this.visitPair(reader.start, reader.end, visit);
    }
    reader.at = at;
    reader.limit = limit;
  }

  /** Calls back with the ranges of key and value of the KeyValue in `[start, end)`. */
  visitPair(start: number, end: number, visit: KeyValueVisitor): void {
    const reader = this.#reader;
    const [at, limit] = [reader.at, reader.limit];
    reader.at = start;
    reader.limit = end;
    let [keyStart, keyEnd, valueStart, valueEnd] = [start, start, start, start];
    while (reader.next()) {
      const { field } = reader;
      if (field !== KEY && field !== VALUE) continue;
      reader.require(WIRE.bytes);
      if (field === KEY) {
        keyStart = reader.start;
        keyEnd = reader.end;
      } else {
        valueStart = reader.start;
        valueEnd = reader.end;
      }
    }
    reader.at = at;
    reader.limit = limit;
    visit(keyStart, keyEnd, valueStart, valueEnd);
  }

  #writeArray(depth: number): void {
    requireDepth(depth);
    const reader = this.#reader;
    const [at, limit] = [reader.at, reader.limit];
    reader.at = this.start;
    reader.limit = this.end;
    this.#writer.openList();
    while (reader.next()) {
      if (reader.field !== VALUES) continue;
      reader.require(WIRE.bytes);
      this.#writer.item();
      this.look(reader.start, reader.end);
      this.write(depth);
    }
    this.#writer.closeList();
    reader.at = at;
    reader.limit = limit;
  }

  #writeObject(depth: number): void {
    requireDepth(depth);
    this.#writer.open();
    this.visitList(this.start, this.end, (keyStart, keyEnd, valueStart, valueEnd) => {
      this.#writer.nameOfBytes(this.#reader.bytes, keyStart, keyEnd);
      this.look(valueStart, valueEnd);
      this.write(depth);
    });
    this.#writer.close();
  }
}

export type KeyValueVisitor = (keyStart: number, keyEnd: number, valueStart: number, valueEnd: number) => void;

function requireDepth(depth: number): void {
  if (depth > DEPTH_MAX) throw new InvalidArgumentError(`a value is nested deeper than ${DEPTH_MAX} levels`);
}
