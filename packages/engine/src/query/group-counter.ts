import { Bitmap } from '../bytes/bitmap.ts';
import type { Block } from '../segments/block.ts';
import type { RowAggregator } from './row-aggregator.ts';
import { type RowCodes, rowCodesOf } from './row-codes.ts';
import { tagsOfText } from './tag-list.ts';
import { countValues } from './value-counts.ts';

/**
 * Counts rows by the text of a field, or by the combination of several. A row counts once for each distinct element of
 * its `tags`; a row without a field has the text `''`.
 */
export class GroupCounter implements RowAggregator {
  /** Counts by key: the text of the one field, or the JSON array of the texts of several. */
  readonly counts: Map<string, number> = new Map();
  private readonly fields: readonly string[];

  /** @param fields Names of columns; at least one. */
  constructor(fields: readonly string[]) {
    this.fields = fields;
  }

  get keyCount(): number {
    return this.counts.size;
  }

  add(block: Block, selection: Bitmap | null): void {
    if (this.fields.length === 1) this.addByField(block, this.fields[0]!, selection);
    else this.addByFields(block, selection ?? Bitmap.full(block.rowCount));
  }

  private addByField(block: Block, field: string, selection: Bitmap | null): void {
    countValues(block, field, selection, (text, rows) => {
      if (field !== 'tags') this.bump(text, rows);
      else for (const tag of partsOf(field, text)) this.bump(tag, rows);
    });
  }

  private addByFields(block: Block, selection: Bitmap): void {
    const columns = this.fields.map((field) => rowCodesOf(block, field, selection));
    const { combinations, codes } = combine(columns, selection);
    for (const [combination, count] of countCodes(codes, selection)) {
      let keys: string[][] = [[]];
      this.fields.forEach((field, at) => {
        const text = columns[at]!.values[combinations[combination]![at]!]!;
        keys = keys.flatMap((key) => partsOf(field, text).map((part) => [...key, part]));
      });
      for (const key of keys) this.bump(JSON.stringify(key), count);
    }
  }

  private bump(key: string, count: number): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + count);
  }
}

/** The texts that a value of a field counts for: the elements of a list of tags, else itself. */
function partsOf(field: string, text: string): readonly string[] {
  if (field !== 'tags') return [text];
  const tags = new Set(tagsOfText(text));
  return tags.size === 0 ? [''] : [...tags];
}

/** Numbers the combinations of codes that occur, column by column, so that no number grows beyond the rows of a block. */
function combine(columns: readonly RowCodes[], selection: Bitmap): { combinations: number[][]; codes: Uint32Array } {
  let combinations: number[][] = [[]];
  const codes = new Uint32Array(selection.size);
  for (const column of columns) {
    const width = column.values.length;
    const known = new Map<number, number>();
    const extended: number[][] = [];
    for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
      const pair = codes[row]! * width + column.codes[row]!;
      let code = known.get(pair);
      if (code === undefined) {
        code = extended.push([...combinations[codes[row]!]!, column.codes[row]!]) - 1;
        known.set(pair, code);
      }
      codes[row] = code;
    }
    combinations = extended;
  }
  return { combinations, codes };
}

function countCodes(codes: Uint32Array, selection: Bitmap): Map<number, number> {
  const counts = new Map<number, number>();
  for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
    counts.set(codes[row]!, (counts.get(codes[row]!) ?? 0) + 1);
  }
  return counts;
}
