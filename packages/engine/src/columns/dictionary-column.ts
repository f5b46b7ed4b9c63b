import type { Bitmap } from '../bytes/bitmap.ts';
import type { DictionaryView } from './column.ts';
import type { ColumnSink } from './column-streams.ts';
import { parseNumber } from './number-text.ts';
import type { RowIndex } from './row-index.ts';
import { writeUnsigned } from './unsigned-stream.ts';
import { ValueColumn } from './value-column.ts';
import type { ValueList } from './value-list.ts';
import type { ValuePredicate } from './value-predicate.ts';

type Codes = Uint8Array | Uint16Array | Uint32Array;

/** The rows of each code, all codes back to back: the posting lists of a dictionary. */
interface Postings {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

/** Distinct values once, and a code per row. A filter looks at each distinct value once, then at posting lists. */
export class DictionaryColumn extends ValueColumn {
  readonly encoding = 'dictionary';
  readonly values: ValueList;
  readonly codes: Codes;
  private cachedView: DictionaryView | null = null;
  private cachedPostings: Postings | null = null;

  constructor(rows: RowIndex, values: ValueList, codes: ArrayLike<number>) {
    super(rows);
    this.values = values;
    this.codes = compact(codes, values.count, rows.count);
  }

  /** Writes the codes; the distinct values are a column of their own, which the caller encodes. */
  write(sink: ColumnSink): void {
    writeUnsigned(sink, this.codes, this.codes.length);
  }

  valueText(index: number): string {
    return this.values.text(this.codes[index]!);
  }

  override dictionary(): DictionaryView {
    if (this.cachedView === null) {
      const values: string[] = [];
      for (let code = 0; code < this.values.count; code++) values.push(this.values.text(code));
      this.cachedView = { values, codes: this.codes };
    }
    return this.cachedView;
  }

  /** How many rows have each code. */
  counts(): Uint32Array {
    const counts = new Uint32Array(this.values.count);
    for (let i = 0; i < this.codes.length; i++) counts[this.codes[i]!]!++;
    return counts;
  }

  override narrow(predicate: ValuePredicate, selection: Bitmap): void {
    const { count } = this.values;
    const passing = new Uint8Array(count);
    const { starts } = this.postings();
    let passingRows = 0;
    for (let code = 0; code < count; code++) {
      if (!predicate.test(this.values.text(code))) continue;
      passing[code] = 1;
      passingRows += starts[code + 1]! - starts[code]!;
    }
    const absentPasses = this.rows.count < this.rows.rowCount && predicate.test('');
    if (passingRows === this.codes.length && (absentPasses || this.rows.rows === null)) return;
    this.keep(selection, passing, absentPasses);
  }

  private keep(selection: Bitmap, passing: Uint8Array, absentPasses: boolean): void {
    const { starts, rows } = this.postings();
    const kept = new Uint32Array(selection.words.length);
    if (absentPasses) kept.set(this.rows.presence().not().words);
    for (let code = 0; code < passing.length; code++) {
      if (passing[code] === 0) continue;
      const end = starts[code + 1]!;
      for (let i = starts[code]!; i < end; i++) {
        const row = rows[i]!;
        kept[row >>> 5]! |= 1 << (row & 31);
      }
    }
    for (let i = 0; i < kept.length; i++) selection.words[i]! &= kept[i]!;
  }

  private postings(): Postings {
    this.cachedPostings ??= this.buildPostings();
    return this.cachedPostings;
  }

  private buildPostings(): Postings {
    const { codes } = this;
    const starts = new Uint32Array(this.values.count + 1);
    for (let i = 0; i < codes.length; i++) starts[codes[i]! + 1]!++;
    for (let code = 0; code < this.values.count; code++) starts[code + 1]! += starts[code]!;
    const next = starts.slice();
    const rows = new Uint32Array(codes.length);
    for (let i = 0; i < codes.length; i++) rows[next[codes[i]!]!++] = this.rows.rowAt(i);
    return { starts, rows };
  }

  protected override computeNumbers(): Float64Array {
    const byCode = new Float64Array(this.values.count);
    for (let code = 0; code < byCode.length; code++) byCode[code] = parseNumber(this.values.text(code));
    const numbers = new Float64Array(this.codes.length);
    for (let i = 0; i < numbers.length; i++) numbers[i] = byCode[this.codes[i]!]!;
    return numbers;
  }

  get memoryBytes(): number {
    return this.codes.byteLength * 5 + this.values.count * 48;
  }
}

function compact(codes: ArrayLike<number>, distinct: number, count: number): Codes {
  if (codes instanceof Uint8Array && distinct <= 256) return codes;
  if (codes instanceof Uint16Array && distinct > 256) return codes;
  const compacted =
    distinct <= 256 ? new Uint8Array(count) : distinct <= 65536 ? new Uint16Array(count) : new Uint32Array(count);
  for (let i = 0; i < count; i++) compacted[i] = codes[i]!;
  return compacted;
}
