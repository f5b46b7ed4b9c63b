import type { Block } from '../segments/block.ts';
import type { BlockSource } from './block-source.ts';
import type { QueryContext } from './query-context.ts';
import type { QueryPlan } from './query-plan.ts';
import type { RowReference } from './row-reference.ts';
import type { RowWindow } from './row-window.ts';
import { compareSortKeys, type SortKey, sortKeysOf } from './sort-key.ts';
import { compareTimedRows, TIMED_ROW_BYTES, type TimedRow, timedRows } from './timed-row.ts';

interface KeyedRow {
  readonly key: SortKey;
  readonly place: TimedRow;
}

const KEYED_ROW_BYTES = TIMED_ROW_BYTES + 64;

/** Candidates beyond the window that are kept before they are sorted out, so that sorting is rare. */
const SLACK = 4096;

/** Rows in the order of a field. All passing rows are looked at; only those of the window are held. */
export function selectByField(
  plan: QueryPlan,
  source: BlockSource,
  field: string,
  window: RowWindow,
  context: QueryContext,
): RowReference[] {
  const compare = (a: KeyedRow, b: KeyedRow): number => compareKeyedRows(a, b, window.descending);
  let candidates: KeyedRow[] = [];
  let bound: KeyedRow | undefined;
  for (const block of plan.blocks(source, context)) {
    const added = candidatesOf(block, plan.select(block).toArray(), field, bound, window.descending);
    context.reserve(added.length * KEYED_ROW_BYTES);
    for (const row of added) candidates.push(row);
    if (candidates.length > 2 * window.end + SLACK) {
      candidates.sort(compare);
      context.reserve((window.end - candidates.length) * KEYED_ROW_BYTES);
      candidates = candidates.slice(0, window.end);
      bound = candidates.at(-1);
    }
  }
  const result = candidates.sort(compare).slice(window.offset, window.end);
  return result.map((row) => row.place);
}

/** The rows of a block whose key does not place them behind `bound`. */
function candidatesOf(
  block: Block,
  rows: readonly number[],
  field: string,
  bound: KeyedRow | undefined,
  descending: boolean,
): KeyedRow[] {
  const keys = sortKeysOf(block, field, rows);
  const kept: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    if (bound === undefined || compareKeys(keys[i], bound.key, descending) <= 0) kept.push(i);
  }
  const places = timedRows(
    block,
    kept.map((i) => rows[i]!),
  );
  return places.map((place, at) => ({ key: keys[kept[at]!], place }));
}

function compareKeyedRows(a: KeyedRow, b: KeyedRow, descending: boolean): number {
  const order = compareKeys(a.key, b.key, descending);
  if (order !== 0) return order;
  return descending ? compareTimedRows(b.place, a.place) : compareTimedRows(a.place, b.place);
}

/** Missing keys are last in both directions. */
function compareKeys(a: SortKey, b: SortKey, descending: boolean): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return descending ? compareSortKeys(b, a) : compareSortKeys(a, b);
}
