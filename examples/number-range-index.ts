import type { FieldIndex, FieldIndexReader, IndexedValues, ValuePredicate } from 'log-analytics-engine';

/** A number as the engine compares it. What else stands in the field (`1.5s`, `null`) is for the predicate itself to judge. */
const CANONICAL_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** A float64 and a 32-bit row. */
const ENTRY_BYTES = 12;

/**
 * An index of one's own making: the numbers of a field in ascending order, each with its row, so that a range such as
 * `ms:>=990` names the rows of a block by two binary searches.
 */
export class NumberRangeIndex implements FieldIndex {
  readonly field: string;
  readonly kind: string = 'number-range.1';

  constructor(field: string) {
    this.field = field;
  }

  build(values: IndexedValues): Uint8Array | undefined {
    const entries: { number: number; row: number }[] = [];
    for (let i = 0; i < values.count; i++) {
      const text = values.text(i);
      // An index must not leave out a row that passes; a block with other values than numbers has none.
      if (!CANONICAL_NUMBER.test(text)) return undefined;
      entries.push({ number: Number(text), row: values.rowAt(i) });
    }
    entries.sort((a, b) => a.number - b.number || a.row - b.row);
    const part = new DataView(new ArrayBuffer(entries.length * ENTRY_BYTES));
    entries.forEach(({ number, row }, i) => {
      part.setFloat64(i * ENTRY_BYTES, number);
      part.setUint32(i * ENTRY_BYTES + 8, row);
    });
    return new Uint8Array(part.buffer);
  }

  open(part: Uint8Array): FieldIndexReader {
    return new NumberRangeReader(new DataView(part.buffer, part.byteOffset, part.byteLength));
  }
}

class NumberRangeReader implements FieldIndexReader {
  private readonly part: DataView;

  constructor(part: DataView) {
    this.part = part;
  }

  candidates({ range }: ValuePredicate): Uint32Array | undefined {
    // Words, patterns and lists of texts are not for this index.
    if (range === undefined) return undefined;
    const end = this.firstAbove(range.high);
    const rows: number[] = [];
    for (let i = this.firstFrom(range.low); i < end; i++) rows.push(this.part.getUint32(i * ENTRY_BYTES + 8));
    // Whether the bounds themselves pass is for the engine, which tests each row that is named.
    return Uint32Array.from(rows).sort();
  }

  private firstFrom(bound: number): number {
    return this.search((number) => number >= bound);
  }

  private firstAbove(bound: number): number {
    return this.search((number) => number > bound);
  }

  private search(isBeyond: (number: number) => boolean): number {
    let low = 0;
    let high = this.part.byteLength / ENTRY_BYTES;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBeyond(this.part.getFloat64(middle * ENTRY_BYTES))) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
