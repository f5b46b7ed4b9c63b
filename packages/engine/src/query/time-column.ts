import type { Bitmap } from '../bytes/bitmap.ts';
import type { Column, EncodingName } from '../columns/column.ts';
import { RowIndex } from '../columns/row-index.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { formatInstant } from '../entry/instant.ts';
import type { Block, Timeline } from '../segments/block.ts';

/** The field `_time` seen as texts, for the rare query that groups or compares by them. */
export class TimeColumn implements Column {
  readonly encoding: EncodingName = 'integer';
  readonly rows: RowIndex;
  readonly memoryBytes: number = 0;
  private readonly timeline: Timeline;

  constructor(block: Block) {
    this.rows = RowIndex.dense(block.rowCount);
    this.timeline = block.timeline();
  }

  text(row: number): string {
    return formatInstant({ ms: this.timeline.ms[row]!, subMs: this.timeline.subMs?.[row] ?? 0 });
  }

  valueText(index: number): string {
    return this.text(index);
  }

  narrow(predicate: ValuePredicate, selection: Bitmap): void {
    for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
      if (!predicate.test(this.text(row))) selection.clear(row);
    }
  }

  /** No text of a time is a number. */
  numbers(): Float64Array {
    return new Float64Array(this.rows.count).fill(Number.NaN);
  }

  dictionary(): null {
    return null;
  }
}

/** The column of a field, `_time` among them; undefined when no row has a value. */
export function columnOf(block: Block, field: string): Column | undefined {
  return field === '_time' ? new TimeColumn(block) : block.column(field);
}
