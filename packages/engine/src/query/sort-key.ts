import { entrySeverity, SEVERITY_NUMBER_FIELD } from '../entry/level.ts';
import type { Block } from '../segments/block.ts';
import { columnOf } from './time-column.ts';

/** What a row is sorted by: its number, else its text; undefined without a value. */
export type SortKey = number | string | undefined;

/** Numbers in numeric order, then texts by UTF-16 code unit. */
export function compareSortKeys(a: number | string, b: number | string): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The keys of some rows of a block by a field, in the order of `rows`; `severityScore` is computed from the level (see `entrySeverity`). */
export function sortKeysOf(block: Block, field: string, rows: readonly number[]): SortKey[] {
  if (field === 'severityScore') return severityKeys(block, rows);
  const column = columnOf(block, field);
  if (column === undefined) return rows.map(() => undefined);
  const numbers = column.numbers();
  return rows.map((row) => {
    const index = column.rows.indexOf(row);
    if (index < 0) return undefined;
    const number = numbers[index]!;
    return Number.isNaN(number) ? column.valueText(index) : number;
  });
}

function severityKeys(block: Block, rows: readonly number[]): SortKey[] {
  const level = block.column('level');
  const number = block.column(SEVERITY_NUMBER_FIELD);
  return rows.map((row) => entrySeverity(level?.text(row) ?? '', number?.text(row) ?? ''));
}
