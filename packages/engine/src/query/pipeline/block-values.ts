import { Bitmap } from '../../bytes/bitmap.ts';
import type { Column, DictionaryView } from '../../columns/column.ts';
import { TemplateColumn } from '../../columns/template-column.ts';
import type { Block } from '../../segments/block.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import type { BatchDictionary } from './result-batch.ts';
import type { RowPositions } from './row-positions.ts';
import { rowByteLengths, rowTexts } from './row-texts.ts';
import { isShortestNumber } from './shortest-number.ts';

/** Columns with values in fewer rows than one in this many are read value by value, others row by row. */
const SPARSE_SHARE = 8;

/** A field in some rows of a block. Its column is decoded when a value is asked for. */
export class BlockValues implements FieldValues {
  readonly block: Block;
  readonly field: string;
  private readonly positions: RowPositions;
  private cachedTexts: readonly string[] | null = null;
  private cachedDictionary: BatchDictionary | null | undefined;
  private cachedNumbers: Float64Array | null = null;
  private cachedPresent: SparseRows | null | undefined;

  /** @param positions One for all fields of the rows. */
  constructor(block: Block, field: string, positions: RowPositions) {
    this.block = block;
    this.field = field;
    this.positions = positions;
  }

  /** The rows of the block. */
  get rows(): Uint32Array {
    return this.positions.rows;
  }

  texts(): readonly string[] {
    this.cachedTexts ??= this.readTexts();
    return this.cachedTexts;
  }

  private readTexts(): readonly string[] {
    const { rows } = this;
    const column = this.block.column(this.field);
    const sparse = this.sparseRows(column);
    if (column === undefined || sparse !== null) {
      const texts = new Array<string>(rows.length).fill('');
      sparse?.positions.forEach((position, i) => {
        texts[position] = column!.valueText(sparse.indexes[i]!);
      });
      return texts;
    }
    const dictionary = column.dictionary();
    if (dictionary === null) return rowTexts(column, rows);
    const texts = new Array<string>(rows.length);
    readCodes(column, dictionary, rows, texts);
    return texts;
  }

  dictionary(): BatchDictionary | null {
    if (this.cachedDictionary === undefined) {
      const column = this.block.column(this.field);
      this.cachedDictionary = column === undefined ? noValues(this.rows.length) : this.readDictionary(column);
    }
    return this.cachedDictionary;
  }

  private readDictionary(column: Column): BatchDictionary | null {
    const view = column.dictionary();
    if (view === null) return null;
    const { rows } = this;
    const isDense = column.rows.rows === null;
    const values = isDense ? view.values : [...view.values, ''];
    const codes = codesOf(values.length, rows.length);
    const sparse = this.sparseRows(column);
    const missing = view.values.length;
    if (isDense) for (let i = 0; i < rows.length; i++) codes[i] = view.codes[rows[i]!]!;
    else if (sparse !== null) {
      codes.fill(missing);
      for (let i = 0; i < sparse.positions.length; i++) codes[sparse.positions[i]!] = view.codes[sparse.indexes[i]!]!;
    } else {
      for (let i = 0; i < rows.length; i++) {
        const index = column.rows.indexOf(rows[i]!);
        codes[i] = index < 0 ? missing : view.codes[index]!;
      }
    }
    return { values, codes };
  }

  numbers(): Float64Array {
    this.cachedNumbers ??= this.readNumbers();
    return this.cachedNumbers;
  }

  hasOnlyNumbers(): boolean {
    const column = this.block.column(this.field);
    return column === undefined || column.encoding === 'integer' || column.encoding === 'decimal';
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

  byteLengths(): Float64Array {
    const column = this.block.column(this.field);
    return column === undefined ? new Float64Array(this.rows.length) : rowByteLengths(column, this.rows);
  }

  isNumber(row: number): boolean {
    // The text is looked at first: most values do not look like a number, and a type costs more.
    return isShortestNumber(this.texts()[row]!) && this.block.typeOf(this.field, this.rows[row]!) === 'number';
  }

  presentRows(): Uint32Array | null {
    const column = this.block.column(this.field);
    return column === undefined ? NO_ROWS : (this.sparseRows(column)?.positions ?? null);
  }

  /** Null where the column is not sparse. */
  private sparseRows(column: Column | undefined): SparseRows | null {
    if (this.cachedPresent === undefined) {
      this.cachedPresent = column === undefined ? null : sparseRowsOf(column, this.positions);
    }
    return this.cachedPresent;
  }

  mayStartWith(character: string): Bitmap | null {
    const column = this.block.column(this.field);
    if (!(column instanceof TemplateColumn)) return null;
    const { rows } = this;
    const opens = column.templates.mayStartWith(character.charCodeAt(0));
    const candidates = new Bitmap(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const index = column.rows.indexOf(rows[i]!);
      if (index >= 0 && opens[column.codes[index]!] === 1) candidates.set(i);
    }
    return candidates;
  }

  pick(rows: Uint32Array): FieldValues {
    return this.cachedTexts === null
      ? new BlockValues(this.block, this.field, this.positions.pick(rows))
      : new PickedValues(this, rows);
  }
}

const NO_ROWS = new Uint32Array(0);

/** The values of a sparse column in the rows of a batch: the position of each row, and the index of its value. */
interface SparseRows {
  readonly positions: Uint32Array;
  readonly indexes: Uint32Array;
}

function sparseRowsOf({ rows }: Column, positions: RowPositions): SparseRows | null {
  if (rows.rows === null || rows.count * SPARSE_SHARE > rows.rowCount) return null;
  const byRow = positions.byRow();
  if (byRow === null) return null;
  const present: number[] = [];
  const indexes: number[] = [];
  for (let index = 0; index < rows.count; index++) {
    const position = byRow[rows.rowAt(index)]!;
    if (position < 0) continue;
    present.push(position);
    indexes.push(index);
  }
  return { positions: Uint32Array.from(present), indexes: Uint32Array.from(indexes) };
}

function readCodes(column: Column, { values, codes }: DictionaryView, rows: Uint32Array, texts: string[]): void {
  if (column.rows.rows === null) for (let i = 0; i < rows.length; i++) texts[i] = values[codes[rows[i]!]!]!;
  else {
    for (let i = 0; i < rows.length; i++) {
      const index = column.rows.indexOf(rows[i]!);
      texts[i] = index < 0 ? '' : values[codes[index]!]!;
    }
  }
}

function noValues(rowCount: number): BatchDictionary {
  return { values: [''], codes: new Uint8Array(rowCount) };
}

function codesOf(distinct: number, count: number): BatchDictionary['codes'] {
  if (distinct <= 256) return new Uint8Array(count);
  return distinct <= 65536 ? new Uint16Array(count) : new Uint32Array(count);
}
