import type { ValuePredicate } from '../columns/value-predicate.ts';
import type { FieldIndex, FieldIndexReader, IndexedValues } from './field-index.ts';

/** Hears of an index that failed; what it would have said is then found without it. */
export type IndexFailure = (index: FieldIndex, message: string) => void;

/** What one index stored for one block. Opened when it is first asked. */
export class IndexPart {
  readonly kind: string;
  readonly bytes: Uint8Array;
  private readonly rowCount: number;
  private readonly index: FieldIndex | undefined;
  private readonly onFailure: IndexFailure;
  private reader: FieldIndexReader | undefined;
  private isUseless: boolean;

  /** @param index what made it, or another of the same field and kind; undefined where none is known: the bytes are kept as they are */
  constructor(
    kind: string,
    bytes: Uint8Array,
    rowCount: number,
    index: FieldIndex | undefined,
    onFailure: IndexFailure,
  ) {
    this.kind = kind;
    this.bytes = bytes;
    this.rowCount = rowCount;
    this.index = index;
    this.onFailure = onFailure;
    this.isUseless = index === undefined;
  }

  /** See `FieldIndexReader`; undefined also where the index throws, or gives what cannot be rows of the block. */
  candidates(predicate: ValuePredicate): Uint32Array | undefined {
    if (this.isUseless) return undefined;
    try {
      this.reader ??= this.index!.open(this.bytes, this.rowCount);
      const rows = this.reader.candidates(predicate);
      if (rows !== undefined) requireRows(rows, this.rowCount);
      return rows;
    } catch (error) {
      this.isUseless = true;
      this.onFailure(this.index!, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** Whether it is what its index makes of the values; true where the index is not known. */
  isOf(values: IndexedValues): boolean {
    if (this.index === undefined) return true;
    try {
      const built = this.index.build(values);
      return built !== undefined && Buffer.compare(built, this.bytes) === 0;
    } catch {
      return false;
    }
  }
}

function requireRows(rows: Uint32Array, rowCount: number): void {
  let last = -1;
  for (const row of rows) {
    if (row <= last || row >= rowCount) throw new RangeError(`row ${row} is out of order, or none of ${rowCount} rows`);
    last = row;
  }
}

/** The rows that all parts which can tell name; undefined where none can. */
export function candidatesOf(parts: readonly IndexPart[], predicate: ValuePredicate): Uint32Array | undefined {
  let rows: Uint32Array | undefined;
  for (const part of parts) {
    const own = part.candidates(predicate);
    if (own === undefined) continue;
    rows = rows === undefined ? own : inBoth(rows, own);
  }
  return rows;
}

function inBoth(a: Uint32Array, b: Uint32Array): Uint32Array {
  const known = new Set(b);
  return a.filter((row) => known.has(row));
}
