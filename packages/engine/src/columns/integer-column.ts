import type { Bitmap } from '../bytes/bitmap.ts';
import type { ByteRanges } from './byte-ranges.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import { readDistances, writeDistances } from './distance-stream.ts';
import { parseCanonicalInteger } from './number-text.ts';
import type { RowIndex } from './row-index.ts';
import { ValueColumn } from './value-column.ts';
import type { ValuePredicate } from './value-predicate.ts';

/** Canonical safe integers (`String(n)` is the text), as byte planes of their distance from the smallest. */
export class IntegerColumn extends ValueColumn {
  readonly encoding = 'integer';
  private readonly values: Float64Array;

  constructor(rows: RowIndex, values: Float64Array) {
    super(rows);
    this.values = values;
  }

  /** Null when any value is not a canonical integer of at most 15 digits. */
  static build(rows: RowIndex, ranges: ByteRanges): IntegerColumn | null {
    const { bytes, starts, ends, count } = ranges;
    if (Number.isNaN(parseCanonicalInteger(bytes, starts[0]!, ends[0]!))) return null;
    const values = new Float64Array(count);
    return parseAll(bytes, starts, ends, values) ? new IntegerColumn(rows, values) : null;
  }

  static read(rows: RowIndex, source: ColumnSource): IntegerColumn {
    return new IntegerColumn(rows, readDistances(source, rows.count));
  }

  write(sink: ColumnSink): void {
    writeDistances(sink, this.values);
  }

  valueText(index: number): string {
    return String(this.values[index]!);
  }

  override numbers(): Float64Array {
    return this.values;
  }

  override narrow(predicate: ValuePredicate, selection: Bitmap): void {
    if (predicate.range !== undefined && !predicate.test('')) this.narrowNumbers(predicate.range, selection);
    else super.narrow(predicate, selection);
  }

  protected override tester(predicate: ValuePredicate): (index: number) => boolean {
    const { values } = this;
    const { texts } = predicate;
    if (texts === undefined) return super.tester(predicate);
    const wanted = new Set<number>();
    for (const text of texts) if (String(Number(text)) === text) wanted.add(Number(text));
    return (index) => wanted.has(values[index]!);
  }

  get memoryBytes(): number {
    return this.values.byteLength;
  }
}

function parseAll(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = parseCanonicalInteger(bytes, starts[i]!, ends[i]!);
    if (Number.isNaN(value)) return false;
    values[i] = value;
  }
  return true;
}
