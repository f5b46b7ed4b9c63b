import type { ResultRow } from 'log-analytics-engine';

/** What the values of a column are: whole numbers of 53 bits, numbers, or texts; `time` is the column `_time`. */
export type ColumnType = 'integer' | 'number' | 'text' | 'time';

export interface ExportedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Gathers the columns of rows, in the order in which they first come, and the narrowest type that all values of each have. */
export class ExportedColumns {
  readonly #types = new Map<string, ColumnType>();
  readonly #readsTexts: boolean;

  /** @param readsTexts whether numbers come as texts, so that a text that is one counts as one */
  constructor(readsTexts: boolean) {
    this.#readsTexts = readsTexts;
  }

  add(row: ResultRow): void {
    for (const name in row) {
      const known = this.#types.get(name);
      if (known === 'text') continue;
      const type = this.#typeOf(name, row[name]!);
      if (known !== type) this.#types.set(name, known === undefined ? type : wider(known, type));
    }
  }

  list(): ExportedColumn[] {
    return [...this.#types].map(([name, type]) => ({ name, type }));
  }

  #typeOf(name: string, value: string | number): ColumnType {
    if (name === '_time' && typeof value === 'string' && isTime(value)) return 'time';
    if (typeof value === 'string' && !(this.#readsTexts && isNumberText(value))) return 'text';
    return Number.isSafeInteger(Number(value)) ? 'integer' : 'number';
  }
}

/** The narrowest type that holds the values of both. */
function wider(a: ColumnType, b: ColumnType): ColumnType {
  if (a === b) return a;
  return a === 'text' || b === 'text' || a === 'time' || b === 'time' ? 'text' : 'number';
}

/** Texts such as `0815` or `1e3` are not written as numbers are, so that they would not come back as they were. */
function isNumberText(text: string): boolean {
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text));
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text);
}
