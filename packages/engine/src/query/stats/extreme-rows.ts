import type { ResultBatch } from '../pipeline/result-batch.ts';
import { compareValueKeys, type ValueKey, valueKeyOf } from '../value-order.ts';
import { columnNumbersOf, textReader } from './field-values-of.ts';

/**
 * For each group the row of a batch that has the least value of a field in the order of `compareValues`, or the greatest;
 * the first of equal ones. `visit` gets the position in `rows` (the row itself where that is null).
 */
export function visitExtremeRows(
  batch: ResultBatch,
  field: string,
  rows: Uint32Array | null,
  groups: Uint32Array | null,
  groupCount: number,
  options: { readonly greatest: boolean; readonly skipEmpty: boolean },
  visit: (group: number, row: number) => void,
): void {
  const orderOf = rowOrder(batch, field, rows);
  const direction = options.greatest ? -1 : 1;
  const isEmpty = options.skipEmpty ? textReader(batch, field) : null;
  const best = bestRows(groupCount);
  const count = rows === null ? batch.rowCount : rows.length;
  for (let i = 0; i < count; i++) {
    const row = rows === null ? i : rows[i]!;
    if (isEmpty !== null && isEmpty(row) === '') continue;
    const group = groups === null ? 0 : groups[i]!;
    const before = best.get(group);
    if (before < 0 || orderOf(row, before) * direction < 0) best.set(group, row);
  }
  best.visit(visit);
}

type RowOrder = (a: number, b: number) => number;

/** Compares two rows, on numbers, times or codes where they tell the order. */
function rowOrder(batch: ResultBatch, field: string, rows: Uint32Array | null): RowOrder {
  const numbers = columnNumbersOf(batch, field);
  // Empty values stand first.
  if (numbers !== null) return (a, b) => compareNumbers(numbers[a]!, numbers[b]!);
  const times = field === '_time' ? batch.times() : null;
  if (times !== null) {
    const { ms, subMs } = times;
    return (a, b) => ms[a]! - ms[b]! || (subMs === null ? 0 : subMs[a]! - subMs[b]!);
  }
  const dictionary = batch.dictionary(field);
  if (dictionary !== null) {
    const ranks = ranksOf(dictionary.values);
    const { codes } = dictionary;
    return (a, b) => ranks[codes[a]!]! - ranks[codes[b]!]!;
  }
  return keyOrder(batch, field, rows);
}

function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? -1 : a > b ? 1 : 0;
}

function ranksOf(values: readonly string[]): Int32Array {
  const keys = values.map(valueKeyOf);
  const order = keys.map((_, code) => code).sort((a, b) => compareValueKeys(keys[a]!, keys[b]!));
  const ranks = new Int32Array(values.length);
  order.forEach((code, place) => {
    const before = order[place - 1];
    const isSame = before !== undefined && compareValueKeys(keys[before]!, keys[code]!) === 0;
    ranks[code] = isSame ? ranks[before]! : place;
  });
  return ranks;
}

function keyOrder(batch: ResultBatch, field: string, rows: Uint32Array | null): RowOrder {
  const textOf = textReader(batch, field);
  const keys = new Array<ValueKey | undefined>(rows === null ? 0 : batch.rowCount);
  const keyOf = (row: number): ValueKey => {
    keys[row] ??= valueKeyOf(textOf(row));
    return keys[row];
  };
  return (a, b) => compareValueKeys(keyOf(a), keyOf(b));
}

/** A row for each group, -1 to begin with. */
interface BestRows {
  get(group: number): number;
  set(group: number, row: number): void;
  visit(visit: (group: number, row: number) => void): void;
}

/** With more groups than this, a batch holds few of them. */
const DENSE_GROUPS_MAX = 1 << 16;

function bestRows(groupCount: number): BestRows {
  if (groupCount > DENSE_GROUPS_MAX) {
    const best = new Map<number, number>();
    return {
      get: (group) => best.get(group) ?? -1,
      set: (group, row) => best.set(group, row),
      visit: (visit) => {
        for (const [group, row] of best) visit(group, row);
      },
    };
  }
  const best = new Int32Array(groupCount).fill(-1);
  return {
    get: (group) => best[group]!,
    set: (group, row) => {
      best[group] = row;
    },
    visit: (visit) => {
      for (let group = 0; group < best.length; group++) if (best[group]! >= 0) visit(group, best[group]!);
    },
  };
}
