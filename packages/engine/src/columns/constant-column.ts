import type { Bitmap } from '../bytes/bitmap.ts';
import type { DictionaryView } from './column.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import type { RowIndex } from './row-index.ts';
import { ValueColumn } from './value-column.ts';
import type { ValuePredicate } from './value-predicate.ts';

/** One value for every row that has the field. */
export class ConstantColumn extends ValueColumn {
  readonly encoding = 'constant';
  readonly value: string;

  constructor(rows: RowIndex, value: string) {
    super(rows);
    this.value = value;
  }

  static read(rows: RowIndex, source: ColumnSource): ConstantColumn {
    return new ConstantColumn(rows, source.meta.string());
  }

  write(sink: ColumnSink): void {
    sink.meta.string(this.value);
  }

  valueText(): string {
    return this.value;
  }

  override dictionary(): DictionaryView {
    return { values: [this.value], codes: new Uint8Array(this.rows.count) };
  }

  override narrow(predicate: ValuePredicate, selection: Bitmap): void {
    const valuePasses = predicate.test(this.value);
    const isDense = this.rows.rows === null;
    const absentPasses = isDense ? valuePasses : predicate.test('');
    if (valuePasses && absentPasses) return;
    if (!valuePasses && !absentPasses) selection.words.fill(0);
    else if (valuePasses) selection.and(this.rows.presence());
    else selection.andNot(this.rows.presence());
  }

  get memoryBytes(): number {
    return this.value.length * 2 + 64;
  }
}
