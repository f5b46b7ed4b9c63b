import { type LineCounts, type LineOptions, RowBatchBuilder } from '../ingest/row-batch-builder.ts';
import { buildBlock } from './block-builder.ts';
import type { BlockParts } from './block-parts.ts';
import { MemoryBlock } from './memory-block.ts';

/** The time of arrival of the rows of tests. */
export const NOW_MS = 1_700_000_000_000;

const OPTIONS: LineOptions = { malformed: 'keep', lineBytesMax: 1 << 24, nowMs: NOW_MS };

/** A block of JSON lines; undefined where they give no row. */
export function blockOfLines(
  lines: string | Uint8Array,
  firstSequence = 0,
  options: Partial<LineOptions> = {},
): { block: MemoryBlock | undefined; counts: LineCounts } {
  const builder = new RowBatchBuilder();
  builder.begin(lines.length);
  const counts = builder.add(Buffer.from(lines as string), { ...OPTIONS, ...options });
  if (builder.rows === 0) return { block: undefined, counts };
  return { block: new MemoryBlock(buildBlock(builder.finish(), 0, builder.rows, firstSequence)), counts };
}

/** The block of rows that are given as JSON. */
export function partsOfRows(rows: readonly string[], firstSequence = 0): BlockParts {
  const { block } = blockOfLines(rows.join('\n'), firstSequence);
  return block!.parts;
}

/** The rows of a block in order of arrival, as they went in. */
export function rowsOf(block: {
  readonly rowCount: number;
  sequenceOf(row: number): number;
  storedJson(row: number): string;
}): string[] {
  return Array.from({ length: block.rowCount }, (_, row) => row)
    .sort((a, b) => block.sequenceOf(a) - block.sequenceOf(b))
    .map((row) => block.storedJson(row));
}
