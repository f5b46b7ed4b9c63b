import type { SoundBlocks } from './sound-blocks.ts';

/** What the blocks of a store say of it. */
export interface StoreFigures {
  readonly rows: number;
  readonly blocks: number;
  /** Whole milliseconds; +Infinity and −Infinity where there are no rows. */
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
}

export function storeFigures(source: SoundBlocks): StoreFigures {
  let rows = 0;
  let blocks = 0;
  let minTimeMs = Number.POSITIVE_INFINITY;
  let maxTimeMs = Number.NEGATIVE_INFINITY;
  for (const block of source.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
    rows += block.rowCount - (block.deleted?.count() ?? 0);
    blocks++;
    minTimeMs = Math.min(minTimeMs, block.minTimeMs);
    maxTimeMs = Math.max(maxTimeMs, block.maxTimeMs);
  }
  return { rows, blocks, minTimeMs, maxTimeMs };
}
