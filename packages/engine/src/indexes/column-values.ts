import { hashBytes } from '../columns/byte-ranges.ts';
import { HexColumn } from '../columns/hex-column.ts';
import type { ValueColumn } from '../columns/value-column.ts';
import { equalityHash } from './equality-key.ts';
import type { IndexedValues } from './field-index.ts';

const LETTER_E = 14;

/** The values of a column, for indexes to be built from. */
export class ColumnValues implements IndexedValues {
  private readonly column: ValueColumn;
  private hashes: Uint32Array | null = null;

  constructor(column: ValueColumn) {
    this.column = column;
  }

  get rowCount(): number {
    return this.column.rows.rowCount;
  }

  get count(): number {
    return this.column.rows.count;
  }

  rowAt(index: number): number {
    return this.column.rows.rowAt(index);
  }

  text(index: number): string {
    return this.column.valueText(index);
  }

  equalityHashes(): Uint32Array {
    this.hashes ??= hashesOf(this.column);
    return this.hashes;
  }
}

function hashesOf(column: ValueColumn): Uint32Array {
  const hashes = new Uint32Array(column.rows.count);
  const dictionary = column.dictionary();
  if (dictionary !== null) {
    const byCode = Uint32Array.from(dictionary.values, equalityHash);
    for (let i = 0; i < hashes.length; i++) hashes[i] = byCode[dictionary.codes[i]!]!;
  } else if (column instanceof HexColumn && !column.isUuid) {
    const { bytes, width } = column;
    for (let i = 0; i < hashes.length; i++) {
      const start = i * width;
      hashes[i] = mayBeNumber(bytes, start, width)
        ? equalityHash(column.valueText(i))
        : hashBytes(bytes, start, start + width);
    }
  } else {
    for (let i = 0; i < hashes.length; i++) hashes[i] = equalityHash(column.valueText(i));
  }
  return hashes;
}

/** Whether packed digits can be a number that has other spellings: decimal digits and an `e`. */
function mayBeNumber(bytes: Uint8Array, start: number, width: number): boolean {
  let hasExponent = false;
  for (let i = start; i < start + width; i++) {
    const high = bytes[i]! >>> 4;
    const low = bytes[i]! & 15;
    if ((high > 9 && high !== LETTER_E) || (low > 9 && low !== LETTER_E)) return false;
    if (high === LETTER_E || low === LETTER_E) hasExponent = true;
  }
  return hasExponent;
}
