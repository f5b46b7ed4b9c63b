import { parseNumber } from '../../columns/number-text.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import { pickRowSet, type RowSet } from './row-set.ts';
import { isShortestNumber } from './shortest-number.ts';

/** A field in rows of several blocks. */
export class RowSetValues implements FieldValues {
  private readonly set: RowSet;
  private readonly field: string;
  private cachedTexts: readonly string[] | null = null;
  private cachedNumbers: Float64Array | null = null;

  constructor(set: RowSet, field: string) {
    this.set = set;
    this.field = field;
  }

  texts(): readonly string[] {
    this.cachedTexts ??= this.readTexts();
    return this.cachedTexts;
  }

  private readTexts(): readonly string[] {
    const { blocks, blockOf, rows } = this.set;
    const columns = blocks.map((block) => block.column(this.field));
    const texts = new Array<string>(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const column = columns[blockOf[i]!];
      texts[i] = column === undefined ? '' : column.text(rows[i]!);
    }
    return texts;
  }

  dictionary(): null {
    return null;
  }

  numbers(): Float64Array {
    this.cachedNumbers ??= Float64Array.from(this.texts(), parseNumber);
    return this.cachedNumbers;
  }

  isNumber(row: number): boolean {
    if (!isShortestNumber(this.texts()[row]!)) return false;
    const { blocks, blockOf, rows } = this.set;
    return blocks[blockOf[row]!]!.typeOf(this.field, rows[row]!) === 'number';
  }

  pick(rows: Uint32Array): FieldValues {
    return this.cachedTexts === null
      ? new RowSetValues(pickRowSet(this.set, rows), this.field)
      : new PickedValues(this, rows);
  }
}
