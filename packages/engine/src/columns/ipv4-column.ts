import type { ByteRanges } from './byte-ranges.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import type { RowIndex } from './row-index.ts';
import { readUint32, writeUnsigned } from './unsigned-stream.ts';
import { ValueColumn } from './value-column.ts';
import type { ValuePredicate } from './value-predicate.ts';

const ZERO = 48;
const POINT = 46;

/** IPv4 addresses in dotted decimal without leading zeros, four bytes each. */
export class Ipv4Column extends ValueColumn {
  readonly encoding = 'ipv4';
  /** The addresses as 32-bit numbers, the first octet highest. */
  readonly addresses: Uint32Array;

  constructor(rows: RowIndex, addresses: Uint32Array) {
    super(rows);
    this.addresses = addresses;
  }

  /** Null when any value is not a canonical address. */
  static build(rows: RowIndex, ranges: ByteRanges): Ipv4Column | null {
    const { bytes, starts, ends, count } = ranges;
    if (parseAddress(bytes, starts[0]!, ends[0]!) < 0) return null;
    const addresses = new Uint32Array(count);
    return parseAll(bytes, starts, ends, addresses) ? new Ipv4Column(rows, addresses) : null;
  }

  static read(rows: RowIndex, source: ColumnSource): Ipv4Column {
    return new Ipv4Column(rows, readUint32(source, rows.count));
  }

  write(sink: ColumnSink): void {
    writeUnsigned(sink, this.addresses, this.addresses.length);
  }

  valueText(index: number): string {
    const n = this.addresses[index]!;
    return `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
  }

  protected override tester(predicate: ValuePredicate): (index: number) => boolean {
    const { addresses } = this;
    const { texts } = predicate;
    if (texts === undefined) return super.tester(predicate);
    const wanted = new Set<number>();
    for (const text of texts) wanted.add(parseAddress(Buffer.from(text), 0, Buffer.byteLength(text)));
    return (index) => wanted.has(addresses[index]!);
  }

  protected override computeNumbers(): Float64Array {
    return new Float64Array(this.rows.count).fill(Number.NaN);
  }

  get memoryBytes(): number {
    return this.addresses.byteLength;
  }
}

function parseAll(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, addresses: Uint32Array): boolean {
  for (let i = 0; i < addresses.length; i++) {
    const address = parseAddress(bytes, starts[i]!, ends[i]!);
    if (address < 0) return false;
    addresses[i] = address;
  }
  return true;
}

/** The address as a 32-bit number, or -1. */
function parseAddress(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 7 || end - start > 15) return -1;
  let address = 0;
  let octets = 0;
  let at = start;
  while (at < end) {
    const first = at;
    let octet = 0;
    while (at < end && bytes[at] !== POINT) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) return -1;
      octet = octet * 10 + digit;
      at++;
    }
    const digits = at - first;
    if (digits === 0 || octet > 255 || (digits > 1 && bytes[first] === ZERO)) return -1;
    address = address * 256 + octet;
    octets++;
    at++;
  }
  return octets === 4 && bytes[end - 1] !== POINT ? address : -1;
}
