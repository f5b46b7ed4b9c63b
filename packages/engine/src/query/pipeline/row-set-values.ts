import type { Column } from '../../columns/column.ts';
import { parseNumber } from '../../columns/number-text.ts';
import type { RowReference } from '../row-reference.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import { isShortestNumber } from './shortest-number.ts';

/** A field in rows of several blocks. */
export class RowSetValues implements FieldValues {
  private readonly rows: readonly RowReference[];
  private readonly field: string;
  private cachedTexts: readonly string[] | null = null;
  private cachedNumbers: Float64Array | null = null;

  constructor(rows: readonly RowReference[], field: string) {
    this.rows = rows;
    this.field = field;
  }

  texts(): readonly string[] {
    this.cachedTexts ??= this.readTexts();
    return this.cachedTexts;
  }

  private readTexts(): readonly string[] {
    const columns = new Map<unknown, Column | undefined>();
    return this.rows.map(({ block, row }) => {
      let column = columns.get(block);
      if (column === undefined && !columns.has(block)) {
        column = block.column(this.field);
        columns.set(block, column);
      }
      return column === undefined ? '' : column.text(row);
    });
  }

  dictionary(): null {
    return null;
  }

  numbers(): Float64Array {
    this.cachedNumbers ??= Float64Array.from(this.texts(), parseNumber);
    return this.cachedNumbers;
  }

  isNumber(row: number): boolean {
    const { block, row: blockRow } = this.rows[row]!;
    return isShortestNumber(this.texts()[row]!) && block.typeOf(this.field, blockRow) === 'number';
  }

  pick(rows: Uint32Array): FieldValues {
    if (this.cachedTexts !== null) return new PickedValues(this, rows);
    return new RowSetValues(
      Array.from(rows, (row) => this.rows[row]!),
      this.field,
    );
  }
}
