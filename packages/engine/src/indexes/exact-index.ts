import { ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { equalityHash, keyOfNumber } from './equality-key.ts';
import type { FieldIndex, FieldIndexReader, IndexedValues } from './field-index.ts';

export const EXACT_INDEX_KIND = 'exact';

/**
 * A block has some 8,000 values and a query may ask hundreds of blocks: of 24 bits, one block in two thousand is looked at in
 * vain. Sixteen would be one in eight, and 32 cost a byte more for each row.
 */
const HASH_BYTES = 3;
const HASH_SHIFT = 32 - 8 * HASH_BYTES;
/** Above the rows of any block: hash and row together are an integer that a double holds. */
const ROWS_LIMIT = 2 ** 29;

/**
 * Equality without scanning: the hash of each value's equality key with its row, sorted. The same rows answer for texts
 * (`5`) and for numbers in any spelling (`5.0`).
 *
 *     values      varint n
 *     row bytes   u8, how many a row number takes: 0 to 4
 *     hashes      3 planes of n bytes, the highest first: the upper 24 bits of the hash, ascending
 *     rows        planes of n bytes, the highest first; ascending where hashes are equal
 */
export class ExactIndex implements FieldIndex {
  readonly field: string;
  readonly kind: string = EXACT_INDEX_KIND;

  constructor(field: string) {
    this.field = field;
  }

  build(values: IndexedValues): Uint8Array {
    const { count, rowCount } = values;
    if (rowCount > ROWS_LIMIT) throw new RangeError(`a block of ${rowCount} rows cannot be indexed`);
    const hashes = values.equalityHashes();
    const entries = new Float64Array(count);
    for (let i = 0; i < count; i++) entries[i] = (hashes[i]! >>> HASH_SHIFT) * ROWS_LIMIT + values.rowAt(i);
    entries.sort();
    const rowBytes = bytesFor(rowCount - 1);
    const planes = new Uint8Array(count * (HASH_BYTES + rowBytes));
    for (let i = 0; i < count; i++) {
      const hash = Math.floor(entries[i]! / ROWS_LIMIT);
      const row = entries[i]! % ROWS_LIMIT;
      for (let plane = 0; plane < HASH_BYTES; plane++)
        planes[plane * count + i] = hash >>> (8 * (HASH_BYTES - 1 - plane));
      for (let plane = 0; plane < rowBytes; plane++)
        planes[(HASH_BYTES + plane) * count + i] = row >>> (8 * (rowBytes - 1 - plane));
    }
    return new ByteWriter(planes.length + 8).varint(count).u8(rowBytes).bytes(planes).toBytes();
  }

  open(part: Uint8Array, rowCount: number): FieldIndexReader {
    const source = new ByteReader(part);
    const count = source.varint();
    const rowBytes = source.u8();
    if (rowBytes !== bytesFor(rowCount - 1) || count > rowCount)
      throw new MalformedBytesError('an exact index is not one of its block');
    const planes = source.bytes(count * (HASH_BYTES + rowBytes));
    return new ExactIndexReader(planes, count, rowBytes);
  }
}

class ExactIndexReader implements FieldIndexReader {
  private readonly planes: Uint8Array;
  private readonly count: number;
  private readonly rowBytes: number;

  constructor(planes: Uint8Array, count: number, rowBytes: number) {
    this.planes = planes;
    this.count = count;
    this.rowBytes = rowBytes;
  }

  candidates({ texts, number }: ValuePredicate): Uint32Array | undefined {
    const hashes = new Set<number>();
    if (texts !== undefined) for (const text of texts) hashes.add(equalityHash(text) >>> HASH_SHIFT);
    else if (number !== undefined) hashes.add(equalityHash(keyOfNumber(number)) >>> HASH_SHIFT);
    else return undefined;
    const rows: number[] = [];
    for (const hash of hashes) this.collect(hash, rows);
    return Uint32Array.from(rows).sort();
  }

  private collect(hash: number, rows: number[]): void {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.hashAt(middle) < hash) low = middle + 1;
      else high = middle;
    }
    for (; low < this.count && this.hashAt(low) === hash; low++) rows.push(this.rowAt(low));
  }

  private hashAt(index: number): number {
    const { planes, count } = this;
    return (planes[index]! << 16) | (planes[count + index]! << 8) | planes[2 * count + index]!;
  }

  private rowAt(index: number): number {
    let row = 0;
    for (let plane = HASH_BYTES; plane < HASH_BYTES + this.rowBytes; plane++)
      row = row * 256 + this.planes[plane * this.count + index]!;
    return row;
  }
}

/** How many bytes hold the number. */
function bytesFor(value: number): number {
  let bytes = 0;
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes++;
  return bytes;
}
