import { type EpochTime, splitMs, splitNanos } from '../epoch-nanos.ts';
import { type JsonLineWriter, memberName } from '../json/json-line-writer.ts';
import { MemberTrie } from '../json/member-trie.ts';
import { type ProtobufReader, WIRE } from '../protobuf/protobuf-reader.ts';
import { ANY, AnyValueWriter } from './any-value.ts';
import type { ScopePrefix } from './scope-prefix.ts';
import { severityOf } from './severity.ts';

/** LogRecord */
const TIME_UNIX_NANO = 1;
const SEVERITY_NUMBER = 2;
const SEVERITY_TEXT = 3;
const BODY = 5;
const ATTRIBUTES = 6;
const DROPPED_ATTRIBUTES_COUNT = 7;
const FLAGS = 8;
const TRACE_ID = 9;
const SPAN_ID = 10;
const OBSERVED_TIME_UNIX_NANO = 11;
const EVENT_NAME = 12;

const WIRE_OF_FIELD: readonly (number | undefined)[] = [];
const wires = WIRE_OF_FIELD as (number | undefined)[];
for (const field of [TIME_UNIX_NANO, OBSERVED_TIME_UNIX_NANO]) wires[field] = WIRE.fixed64;
for (const field of [SEVERITY_NUMBER, DROPPED_ATTRIBUTES_COUNT]) wires[field] = WIRE.varint;
for (const field of [SEVERITY_TEXT, BODY, ATTRIBUTES, TRACE_ID, SPAN_ID, EVENT_NAME]) wires[field] = WIRE.bytes;
wires[FLAGS] = WIRE.fixed32;

/** A name of our own: as it is written, as it is compared, and its bit in the set of those that a record has. */
interface FieldName {
  readonly ready: Uint8Array;
  readonly plain: Uint8Array;
  readonly bit: number;
}

const FIELD_NAMES: FieldName[] = [];
function fieldName(name: string): FieldName {
  const made = { ready: memberName(name), plain: Buffer.from(name), bit: 1 << FIELD_NAMES.length };
  FIELD_NAMES.push(made);
  return made;
}
const TIME = memberName('_time');
const OBSERVED = fieldName('observed_time_unix_nano');
const LEVEL = fieldName('level');
const NUMBER = fieldName('severity_number');
const SEVERITY = fieldName('severity');
const TRACE = fieldName('trace_id');
const SPAN = fieldName('span_id');
const TRACE_FLAGS = fieldName('trace_flags');
const EVENT = fieldName('event_name');
const DROPPED = fieldName('dropped_attributes_count');

/** How log records become entries. */
export interface RecordOptions {
  /** Which attributes of the resource are the stream; undefined where the request says which fields are. */
  readonly isLabel: ((name: string) => boolean) | undefined;
  /** The name of the field of a body that is one value. */
  readonly bodyName: string;
  readonly lineBytesMax: number;
  /** The time of records that have none. */
  readonly nowMs: number;
}

/**
 * Writes log records as JSON lines: `_time` (the time of the event, else the one of its observation, else now), `level`, `severity` and
 * `severity_number`, ids in hex, attributes under their names, the body as `_msg`, or as fields where it is a list of keys. A name that comes twice keeps
 * its first place; the other value is kept as `metadata.<name>`.
 */
export class RecordWriter {
  rejected = 0;
  readonly #reader: ProtobufReader;
  readonly #writer: JsonLineWriter;
  readonly #options: RecordOptions;
  /** By the set of our own names in a record: where its other members begin. */
  readonly #roots = new Map<number, MemberTrie>();
  #members: MemberTrie = MemberTrie.root([]);
  #names = 0;
  readonly #values: AnyValueWriter;
  readonly #bodyName: Uint8Array;
  readonly #time: EpochTime = { seconds: 0, nanos: 0 };
  readonly #observed: EpochTime = { seconds: 0, nanos: 0 };
  readonly #now: EpochTime = { seconds: 0, nanos: 0 };
  #prefix: ScopePrefix = { members: new Uint8Array(0), names: [] };
  /** By field of the record: the range of its value; empty where it has none. */
  readonly #starts = new Int32Array(EVENT_NAME + 1);
  readonly #ends = new Int32Array(EVENT_NAME + 1);
  #severity = 0;
  #dropped = 0;
  #flags = 0;
  /** The ranges of attributes. */
  readonly #attributes: number[] = [];

  constructor(reader: ProtobufReader, writer: JsonLineWriter, options: RecordOptions) {
    this.#reader = reader;
    this.#writer = writer;
    this.#options = options;
    this.#values = new AnyValueWriter(reader, writer);
    this.#bodyName = memberName(options.bodyName);
    splitMs(options.nowMs, this.#now);
  }

  /** The records that follow are of this scope. */
  use(prefix: ScopePrefix): void {
    this.#prefix = prefix;
    this.#roots.clear();
  }

  /** Writes the record that the reader has read. @throws InvalidArgumentError where it is damaged */
  write(): void {
    this.#read();
    const { start, end } = this.#reader;
    if (end - start > this.#options.lineBytesMax) {
      this.rejected++;
      return;
    }
    const lineStart = this.#writer.length;
    this.#writeLine();
    if (this.#writer.length - lineStart <= this.#options.lineBytesMax) return;
    this.rejected++;
    this.#writer.truncate(lineStart);
  }

  #read(): void {
    const reader = this.#reader;
    const { start, end } = reader;
    this.#starts.fill(0);
    this.#ends.fill(0);
    this.#severity = 0;
    this.#dropped = 0;
    this.#flags = 0;
    this.#attributes.length = 0;
    setZero(this.#time);
    setZero(this.#observed);
    const outer = reader.enter();
    while (reader.next()) this.#readField();
    reader.leave(outer);
    reader.start = start;
    reader.end = end;
  }

  #readField(): void {
    const reader = this.#reader;
    const { field } = reader;
    const wire = WIRE_OF_FIELD[field];
    if (wire === undefined) return;
    reader.require(wire);
    if (field === ATTRIBUTES) this.#attributes.push(reader.start, reader.end);
    else if (wire === WIRE.bytes) {
      this.#starts[field] = reader.start;
      this.#ends[field] = reader.end;
    } else if (field === TIME_UNIX_NANO) splitNanos(reader.low, reader.high, this.#time);
    else if (field === OBSERVED_TIME_UNIX_NANO) splitNanos(reader.low, reader.high, this.#observed);
    else if (field === SEVERITY_NUMBER) this.#severity = reader.low;
    else if (field === FLAGS) this.#flags = reader.low;
    else this.#dropped = reader.low;
  }

  #writeLine(): void {
    const writer = this.#writer;
    writer.open();
    this.#names = 0;
    this.#writeTime();
    writer.members(this.#prefix.members);
    this.#writeSeverity();
    this.#writeHex(TRACE, TRACE_ID);
    this.#writeHex(SPAN, SPAN_ID);
    this.#writeNumber(TRACE_FLAGS, this.#flags);
    this.#writeText(EVENT, EVENT_NAME);
    this.#writeNumber(DROPPED, this.#dropped);
    this.#members = this.#root();
    const attributes = this.#attributes;
    for (let i = 0; i < attributes.length; i += 2) {
      this.#values.visitPair(attributes[i]!, attributes[i + 1]!, this.#writeMember);
    }
    this.#writeBody();
    writer.endLine();
  }

  #writeTime(): void {
    const writer = this.#writer;
    const hasTime = !isZero(this.#time);
    const hasObserved = !isZero(this.#observed);
    const { seconds, nanos } = hasTime ? this.#time : hasObserved ? this.#observed : this.#now;
    writer.name(TIME);
    writer.time(seconds, nanos);
    if (!hasTime || !hasObserved) return;
    if (this.#observed.seconds === seconds && this.#observed.nanos === nanos) return;
    this.#name(OBSERVED);
    writer.ascii(`${this.#observed.seconds}${String(this.#observed.nanos).padStart(9, '0')}`);
  }

  #writeSeverity(): void {
    const writer = this.#writer;
    const severity = severityOf(this.#severity);
    const isText = this.#ends[SEVERITY_TEXT]! > this.#starts[SEVERITY_TEXT]!;
    writer.members(severity.members);
    if (severity.level !== undefined) this.#names |= LEVEL.bit | NUMBER.bit;
    if (severity.level === undefined && isText) this.#writeText(LEVEL, SEVERITY_TEXT);
    if (isText) this.#writeText(SEVERITY, SEVERITY_TEXT);
    else {
      this.#name(SEVERITY);
      writer.ascii(`"${severity.text}"`);
    }
  }

  #name({ ready, bit }: FieldName): void {
    this.#writer.name(ready);
    this.#names |= bit;
  }

  #root(): MemberTrie {
    const known = this.#roots.get(this.#names);
    if (known !== undefined) return known;
    const own = FIELD_NAMES.filter(({ bit }) => (this.#names & bit) !== 0).map(({ plain }) => plain);
    const root = MemberTrie.root([...this.#prefix.names, ...own]);
    this.#roots.set(this.#names, root);
    return root;
  }

  #writeText(name: FieldName, field: number): void {
    const start = this.#starts[field]!;
    const end = this.#ends[field]!;
    if (end === start) return;
    this.#name(name);
    this.#writer.text(this.#reader.bytes, start, end);
  }

  #writeHex(name: FieldName, field: number): void {
    const start = this.#starts[field]!;
    const end = this.#ends[field]!;
    if (end === start) return;
    this.#name(name);
    this.#writer.hex(this.#reader.bytes, start, end);
  }

  #writeNumber(name: FieldName, value: number): void {
    if (value === 0) return;
    this.#name(name);
    this.#writer.ascii(String(value));
  }

  readonly #writeMember = (keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void => {
    this.#members = this.#members.next(this.#reader.bytes, keyStart, keyEnd);
    this.#writer.name(this.#members.ready);
    this.#values.look(valueStart, valueEnd);
    this.#values.write();
  };

  #writeBody(): void {
    const writer = this.#writer;
    const values = this.#values;
    values.look(this.#starts[BODY]!, this.#ends[BODY]!);
    switch (values.field) {
      case 0:
        return;
      case ANY.list:
        values.visitList(values.start, values.end, this.#writeMember);
        return;
      case ANY.string:
      case ANY.bytes:
        writer.name(this.#bodyName);
        values.write();
        return;
      case ANY.array: {
        writer.name(this.#bodyName);
        const from = writer.length;
        values.write();
        writer.quoteFrom(from);
        return;
      }
      default:
        writer.name(this.#bodyName);
        writer.ascii(`"${values.scalarText()}"`);
    }
  }
}

function setZero(time: EpochTime): void {
  time.seconds = 0;
  time.nanos = 0;
}

function isZero(time: EpochTime): boolean {
  return time.seconds === 0 && time.nanos === 0;
}
