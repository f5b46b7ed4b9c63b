import { DAY_MS } from '../entry/civil-date.ts';
import type { RowBatch } from '../ingest/row-batch.ts';
import { buildBlock } from '../segments/block-builder.ts';
import type { BlockParts } from '../segments/block-parts.ts';
import type { StoreLimits } from './store-limits.ts';

/** More days than this in one batch are late data in any order: splitting it would leave blocks that are too small. */
const DAYS_MAX = 8;

/**
 * Makes the blocks of a batch: equal ones, none above the limits, and none over midnight (UTC) where the rows come in the
 * order of their days.
 *
 * @param firstSequence of row 0; the others follow it
 */
export function splitBatch(
  batch: RowBatch,
  byteLength: number,
  firstSequence: number,
  limits: Pick<StoreLimits, 'blockRows' | 'blockBytes'>,
): BlockParts[] {
  const parts: BlockParts[] = [];
  for (const { from, to } of runsOfDays(batch)) {
    const bytes = (byteLength * (to - from)) / batch.rowCount;
    const count = Math.max(1, Math.ceil((to - from) / limits.blockRows), Math.ceil(bytes / limits.blockBytes));
    for (let i = 0; i < count; i++) {
      const start = from + Math.floor(((to - from) * i) / count);
      const end = from + Math.floor(((to - from) * (i + 1)) / count);
      if (end > start) parts.push(buildBlock(batch, start, end, firstSequence + start));
    }
  }
  return parts;
}

/** The runs of rows of one day; all rows as one run where a day comes back, or there are too many. */
function runsOfDays({ rowCount, timeMs }: RowBatch): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  let from = 0;
  let day = Math.floor(timeMs[0]! / DAY_MS);
  for (let row = 1; row < rowCount; row++) {
    const dayOfRow = Math.floor(timeMs[row]! / DAY_MS);
    if (dayOfRow === day) continue;
    if (dayOfRow < day || runs.length + 1 === DAYS_MAX) return [{ from: 0, to: rowCount }];
    runs.push({ from, to: row });
    from = row;
    day = dayOfRow;
  }
  runs.push({ from, to: rowCount });
  return runs;
}
