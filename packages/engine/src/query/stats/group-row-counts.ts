import type { Block } from '../../segments/block.ts';
import { fieldNameOf } from '../field-name.ts';
import type { SelectedBlock } from '../pipeline/pipe-operator.ts';
import { lowerBound } from '../time-filter.ts';
import { countKnown, countValues } from '../value-counts.ts';
import type { KeyField } from './row-keys.ts';

/** Takes rows with the same key; the same key may come again. `rowOf` finds a row that has it. */
export type CountKey = (key: string, rowCount: number, rowOf: () => number) => void;

/** With fewer rows a bucket than this, reading every row is cheaper than searching for the ends of buckets. */
const SEARCH_ROWS_MIN = 16;

/**
 * Counts the passing rows of a block by the key of one field: from the directory, from codes, or by searching for the ends
 * of buckets of time. False, and nothing counted, where that is not possible.
 */
export function countGroupRows(selected: SelectedBlock, by: KeyField, count: CountKey): boolean {
  return by.field === '_time' ? countByTime(selected, by, count) : countByValue(selected, by, count);
}

function countByValue(selected: SelectedBlock, by: KeyField, count: CountKey): boolean {
  const { block } = selected;
  const field = block.fieldNames.includes(by.field) ? by.field : fieldNameOf(by.field);
  if (field === '_time') return false;
  const countText = (text: string, rowCount: number): void =>
    count(by.keyOf(text), rowCount, () => rowWith(block, field, text));
  const known = selected.isWhole ? block.valueCounts(field) : undefined;
  if (known !== undefined) {
    countKnown(block, known, countText);
    return true;
  }
  if (block.column(field)?.dictionary() === null) return false;
  countValues(block, field, selected.isWhole ? null : selected.rows(), countText);
  return true;
}

function rowWith(block: Block, field: string, text: string): number {
  const column = block.column(field);
  for (let row = 0; row < block.rowCount; row++) if ((column?.text(row) ?? '') === text) return row;
  return 0;
}

function countByTime(selected: SelectedBlock, { bucketing }: KeyField, count: CountKey): boolean {
  const { block } = selected;
  if (bucketing === null || bucketing.timeSizeMs === 0) return false;
  const sizeMs = bucketing.timeSizeMs;
  const firstMs = bucketing.ofTimeMs(block.minTimeMs, 0);
  const lastMs = bucketing.ofTimeMs(block.maxTimeMs, 0);
  const keyOf = (startMs: number): string => bucketing.ofTimeNs(BigInt(startMs) * 1_000_000n);
  if (firstMs === lastMs) {
    const rowCount = selected.count() ?? selected.rows().count();
    if (rowCount > 0) count(keyOf(firstMs), rowCount, () => 0);
    return true;
  }
  if (!selected.isWhole || ((lastMs - firstMs) / sizeMs) * SEARCH_ROWS_MIN > block.rowCount) return false;
  const timeline = block.timeline();
  let start = 0;
  for (let startMs = firstMs; startMs <= lastMs; startMs += sizeMs) {
    const end = startMs === lastMs ? block.rowCount : lowerBound(timeline, startMs + sizeMs, 0);
    if (end > start) count(keyOf(startMs), end - start, () => timeline.order[start]!);
    start = end;
  }
  return true;
}
