import { streamText } from '../fields/stream-text.ts';
import { JsonLineWriter, memberName } from '../json/json-line-writer.ts';
import { JsonScanner } from '../json/json-scanner.ts';
import { MemberNames } from '../json/member-names.ts';
import { type ProtobufReader, WIRE } from '../protobuf/protobuf-reader.ts';
import { AnyValueWriter } from './any-value.ts';

/** Resource */
const RESOURCE_ATTRIBUTES = 1;
/** InstrumentationScope */
const SCOPE_NAME = 1;
const SCOPE_VERSION = 2;
const SCOPE_ATTRIBUTES = 3;

const NAME = memberName('scope.name');
const VERSION = memberName('scope.version');
const STREAM = memberName('_stream');
const BRACE_OPEN = 0x7b;
const QUOTE = 0x22;
/** The first byte of `null`. */
const NULL_BEGIN = 0x6e;
const BRACE_CLOSE = Buffer.from('}');

/** What all records of a scope have in common. */
export interface ScopePrefix {
  /** Members of a JSON object. */
  readonly members: Uint8Array;
  /** Their names, in UTF-8. */
  readonly names: readonly Uint8Array[];
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The members that records take from their resource and scope: the attributes of the resource under their own names, which are also the
 * stream of its records; `scope.name`, `scope.version`, and attributes of the scope under `scope.attributes.`.
 */
export class ScopePrefixes {
  readonly #reader: ProtobufReader;
  readonly #isLabel: ((name: string) => boolean) | undefined;
  readonly #writer = new JsonLineWriter(1024);
  readonly #names = new MemberNames(this.#writer);
  readonly #values: AnyValueWriter;
  #resource: Range = { start: 0, end: 0 };
  #scope: Range = { start: 0, end: 0 };
  #lastKey: readonly Buffer[] = [];
  #last: ScopePrefix | undefined;

  /** @param isLabel which attributes of a resource are the stream of its records; undefined where the request says what it is */
  constructor(reader: ProtobufReader, isLabel: ((name: string) => boolean) | undefined) {
    this.#reader = reader;
    this.#isLabel = isLabel;
    this.#values = new AnyValueWriter(reader, this.#writer);
  }

  setResource(range: Range): void {
    this.#resource = range;
  }

  setScope(range: Range): void {
    this.#scope = range;
  }

  /** @throws InvalidArgumentError where resource or scope are damaged */
  current(): ScopePrefix {
    const { bytes } = this.#reader;
    const key = [this.#resource, this.#scope].map(({ start, end }) => Buffer.from(bytes.subarray(start, end)));
    const isSame = this.#last !== undefined && key.every((part, i) => part.equals(this.#lastKey[i]!));
    if (!isSame) this.#last = this.#make();
    this.#lastKey = key;
    return this.#last!;
  }

  #make(): ScopePrefix {
    const writer = this.#writer;
    this.#names.begin([]);
    writer.open();
    this.#read(this.#resource, (field) => {
      if (field === RESOURCE_ATTRIBUTES) this.#attribute('');
    });
    if (this.#isLabel !== undefined) {
      const labels = labelsOf(Buffer.concat([writer.peek(), BRACE_CLOSE])).filter(([name]) => this.#isLabel?.(name));
      writer.name(STREAM);
      writer.string(streamText(labels));
    }
    this.#read(this.#scope, (field) => {
      const reader = this.#reader;
      if (field === SCOPE_ATTRIBUTES) this.#attribute('scope.attributes.');
      else if ((field === SCOPE_NAME || field === SCOPE_VERSION) && reader.end > reader.start) {
        writer.name(field === SCOPE_NAME ? NAME : VERSION);
        writer.text(reader.bytes, reader.start, reader.end);
      }
    });
    const bytes = writer.take();
    return { members: bytes.subarray(1), names: Object.keys(asObject(bytes)).map((name) => Buffer.from(name)) };
  }

  #read({ start, end }: Range, visit: (field: number) => void): void {
    const reader = this.#reader;
    const [at, limit] = [reader.at, reader.limit];
    reader.at = start;
    reader.limit = end;
    while (reader.next()) {
      if (reader.wire === WIRE.bytes) visit(reader.field);
    }
    reader.at = at;
    reader.limit = limit;
  }

  /** Writes the attribute that the reader has read. */
  #attribute(prefix: string): void {
    const { start, end } = this.#reader;
    this.#values.visitPair(start, end, (keyStart, keyEnd, valueStart, valueEnd) => {
      const key = Buffer.concat([Buffer.from(prefix), this.#reader.bytes.subarray(keyStart, keyEnd)]);
      this.#names.write(key, 0, key.length);
      this.#values.look(valueStart, valueEnd);
      this.#values.write();
    });
  }
}

function asObject(open: Uint8Array): Record<string, unknown> {
  return JSON.parse(`${Buffer.from(open).toString()}}`) as Record<string, unknown>;
}

/** The leaves of a JSON object that holds no white space, with their paths as names and their values as fields have them. */
function labelsOf(json: Uint8Array): [name: string, value: string][] {
  const scanner = new JsonScanner(json);
  const labels: [string, string][] = [];
  const visit = (at: number, path: string): void => {
    for (const { keyStart, valueStart, valueEnd } of scanner.members(at)) {
      const name = `${path}${scanner.string(keyStart)}`;
      if (json[valueStart] === BRACE_OPEN) visit(valueStart, `${name}.`);
      else if (json[valueStart] === QUOTE) labels.push([name, scanner.string(valueStart)]);
      else if (json[valueStart] !== NULL_BEGIN) labels.push([name, scanner.source(valueStart, valueEnd)]);
    }
  };
  visit(0, '');
  return labels;
}
