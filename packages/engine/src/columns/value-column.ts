import type { Bitmap } from '../bytes/bitmap.ts';
import type { Column, DictionaryView, EncodingName } from './column.ts';
import type { ColumnSink } from './column-streams.ts';
import { parseNumber } from './number-text.ts';
import type { RowIndex } from './row-index.ts';
import type { NumberRange, ValuePredicate } from './value-predicate.ts';

/** What all encodings share: rows to values, and the slow but always right way to filter, value by value. */
export abstract class ValueColumn implements Column {
  abstract readonly encoding: EncodingName;
  readonly rows: RowIndex;
  private cachedNumbers: Float64Array | null = null;

  constructor(rows: RowIndex) {
    this.rows = rows;
  }

  abstract valueText(index: number): string;
  abstract get memoryBytes(): number;
  /**
   * Writes the encoding's own bytes; the encoding's name and the rows are written by the caller.
   *
   * @param siblings the columns of the block, by place, that values may be said to repeat; none for a column within another
   */
  abstract write(sink: ColumnSink, siblings: readonly ValueColumn[]): void;

  text(row: number): string {
    const index = this.rows.indexOf(row);
    return index < 0 ? '' : this.valueText(index);
  }

  narrow(predicate: ValuePredicate, selection: Bitmap): void {
    this.narrowValues(selection, predicate.test(''), this.tester(predicate));
  }

  numbers(): Float64Array {
    this.cachedNumbers ??= this.computeNumbers();
    return this.cachedNumbers;
  }

  dictionary(): DictionaryView | null {
    return null;
  }

  /** A test by value index; encodings override it where they can answer without the text. */
  protected tester(predicate: ValuePredicate): (index: number) => boolean {
    return (index) => predicate.test(this.valueText(index));
  }

  protected computeNumbers(): Float64Array {
    const numbers = new Float64Array(this.rows.count);
    for (let i = 0; i < numbers.length; i++) numbers[i] = parseNumber(this.valueText(i));
    return numbers;
  }

  protected narrowValues(selection: Bitmap, absentPasses: boolean, passes: (index: number) => boolean): void {
    const { rows } = this;
    const { words } = selection;
    for (let i = 0; i < words.length; i++) {
      for (let word = words[i]!; word !== 0; word &= word - 1) {
        const bit = 31 - Math.clz32(word & -word);
        const index = rows.indexOf((i << 5) + bit);
        if (!(index < 0 ? absentPasses : passes(index))) words[i]! &= ~(1 << bit);
      }
    }
  }

  /** Keeps the rows whose number lies in the range, for columns whose values are all canonical numbers. */
  protected narrowNumbers(range: NumberRange, selection: Bitmap): void {
    const numbers = this.numbers();
    const { words } = selection;
    const { rows } = this.rows;
    // An inclusive bound is the exclusive bound's next neighbour; two comparisons a row remain.
    const { low, high, lowInclusive, highInclusive } = range;
    if (rows === null) {
      for (let i = 0; i < words.length; i++) {
        let kept = 0;
        for (let word = words[i]!; word !== 0; word &= word - 1) {
          const lowest = word & -word;
          const n = numbers[(i << 5) + (31 - Math.clz32(lowest))]!;
          if ((n > low || (lowInclusive && n === low)) && (n < high || (highInclusive && n === high))) kept |= lowest;
        }
        words[i] = kept;
      }
      return;
    }
    const kept = new Uint32Array(words.length);
    for (let index = 0; index < rows.length; index++) {
      const n = numbers[index]!;
      if ((n > low || (lowInclusive && n === low)) && (n < high || (highInclusive && n === high))) {
        const row = rows[index]!;
        kept[row >>> 5]! |= 1 << (row & 31);
      }
    }
    for (let i = 0; i < words.length; i++) words[i]! &= kept[i]!;
  }
}
