import type { Column, DictionaryView } from '../../columns/column.ts';
import type { Block } from '../../segments/block.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import type { BatchDictionary } from './result-batch.ts';
import { isShortestNumber } from './shortest-number.ts';

/** A field in some rows of a block. Its column is decoded when a value is asked for. */
export class BlockValues implements FieldValues {
  readonly block: Block;
  readonly field: string;
  /** The rows of the block. */
  readonly rows: Uint32Array;
  private cachedTexts: readonly string[] | null = null;
  private cachedDictionary: BatchDictionary | null | undefined;
  private cachedNumbers: Float64Array | null = null;

  constructor(block: Block, field: string, rows: Uint32Array) {
    this.block = block;
    this.field = field;
    this.rows = rows;
  }

  texts(): readonly string[] {
    this.cachedTexts ??= this.readTexts();
    return this.cachedTexts;
  }

  private readTexts(): readonly string[] {
    const { rows } = this;
    const texts = new Array<string>(rows.length);
    const dictionary = this.dictionary();
    if (dictionary !== null) {
      const { values, codes } = dictionary;
      for (let i = 0; i < rows.length; i++) texts[i] = values[codes[i]!]!;
      return texts;
    }
    const column = this.block.column(this.field)!;
    for (let i = 0; i < rows.length; i++) texts[i] = column.text(rows[i]!);
    return texts;
  }

  dictionary(): BatchDictionary | null {
    if (this.cachedDictionary === undefined) {
      const column = this.block.column(this.field);
      this.cachedDictionary = column === undefined ? NO_VALUES(this.rows.length) : dictionaryOf(column, this.rows);
    }
    return this.cachedDictionary;
  }

  numbers(): Float64Array {
    this.cachedNumbers ??= this.readNumbers();
    return this.cachedNumbers;
  }

  private readNumbers(): Float64Array {
    const { rows } = this;
    const column = this.block.column(this.field);
    const picked = new Float64Array(rows.length).fill(Number.NaN);
    if (column === undefined) return picked;
    const numbers = column.numbers();
    for (let i = 0; i < rows.length; i++) {
      const index = column.rows.indexOf(rows[i]!);
      if (index >= 0) picked[i] = numbers[index]!;
    }
    return picked;
  }

  isNumber(row: number): boolean {
    // The text is looked at first: most values do not look like a number, and a type costs more.
    return isShortestNumber(this.texts()[row]!) && this.block.typeOf(this.field, this.rows[row]!) === 'number';
  }

  pick(rows: Uint32Array): FieldValues {
    if (this.cachedTexts !== null) return new PickedValues(this, rows);
    return new BlockValues(
      this.block,
      this.field,
      rows.map((row) => this.rows[row]!),
    );
  }
}

const NO_VALUES = (rowCount: number): BatchDictionary => ({ values: [''], codes: new Uint8Array(rowCount) });

function dictionaryOf(column: Column, rows: Uint32Array): BatchDictionary | null {
  const view = column.dictionary();
  if (view === null) return null;
  const isDense = column.rows.rows === null;
  const values = isDense ? view.values : [...view.values, ''];
  const codes = codesOf(values.length, rows.length);
  if (isDense) for (let i = 0; i < rows.length; i++) codes[i] = view.codes[rows[i]!]!;
  else readSparse(column, view, rows, codes);
  return { values, codes };
}

function readSparse(column: Column, view: DictionaryView, rows: Uint32Array, codes: BatchDictionary['codes']): void {
  const missing = view.values.length;
  for (let i = 0; i < rows.length; i++) {
    const index = column.rows.indexOf(rows[i]!);
    codes[i] = index < 0 ? missing : view.codes[index]!;
  }
}

function codesOf(distinct: number, count: number): BatchDictionary['codes'] {
  if (distinct <= 256) return new Uint8Array(count);
  return distinct <= 65536 ? new Uint16Array(count) : new Uint32Array(count);
}
