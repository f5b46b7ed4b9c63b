import { RowBatchBuilder } from '../ingest/row-batch-builder.ts';
import { buildBlock } from '../segments/block-builder.ts';
import type { BlockParts } from '../segments/block-parts.ts';
import type { StoredBlock } from '../segments/stored-block.ts';
import type { SegmentAppender } from './segment-appender.ts';

/** A row that is stored again. */
interface StoredRow {
  readonly sequence: number;
  readonly ms: number;
  readonly json: string;
}

/** A step of a merge reads or parses no more rows than this. */
const STEP_ROWS = 256;
/** Sequence numbers of a block are 32-bit distances from its first. */
const SEQUENCE_SPAN_MAX = 2 ** 32 - 1;

/**
 * Makes blocks of the rows of several, those that are deleted left out: as few as have no more than `rowsMax` rows. Each step is
 * short, and the longest are those that build and write a block.
 *
 * @throws CorruptionError if one of them is damaged; StorageError
 */
export function* rebuildBlocks(
  blocks: readonly StoredBlock[],
  appender: SegmentAppender,
  rowsMax: number,
): Generator<void> {
  const rows: StoredRow[] = [];
  for (const block of blocks) {
    const { ms } = block.timeline();
    for (let row = 0; row < block.rowCount; row++) {
      if (block.deleted?.has(row) === true) continue;
      rows.push({ sequence: block.storedSequenceOf(row), ms: ms[row]!, json: block.storedJson(row) });
      if (rows.length % STEP_ROWS === 0) yield;
    }
    block.release();
  }
  // In the order of arrival, which decides between rows of one time.
  rows.sort((a, b) => a.sequence - b.sequence);
  const count = Math.ceil(rows.length / rowsMax);
  for (let i = 0; i < count; i++) {
    const start = Math.floor((rows.length * i) / count);
    yield* buildFrom(rows.slice(start, Math.floor((rows.length * (i + 1)) / count)), appender);
  }
}

function* buildFrom(rows: readonly StoredRow[], appender: SegmentAppender): Generator<void> {
  const builder = new RowBatchBuilder();
  builder.begin(rows.reduce((sum, { json }) => sum + json.length + 1, 0));
  for (const [index, { json, ms }] of rows.entries()) {
    builder.addStored(json, ms);
    if (index % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  yield;
  const parts = buildBlock(builder.finish(), 0, rows.length, rows[0]!.sequence);
  appender.segment.add(appender.append([withSequences(parts, rows)]), appender.byteLength);
}

/** Whether the sequence numbers of two blocks can be in one. */
export function canShareBlock(a: StoredBlock, b: StoredBlock): boolean {
  const first = Math.min(a.header.firstSequence, b.header.firstSequence);
  return Math.max(a.header.lastSequence, b.header.lastSequence) - first <= SEQUENCE_SPAN_MAX;
}

/** The rows of a batch have sequence numbers one after the other; these have gaps. */
function withSequences(parts: BlockParts, rows: readonly StoredRow[]): BlockParts {
  const firstSequence = rows[0]!.sequence;
  const offsets = new Uint32Array(parts.rowCount);
  for (let position = 0; position < offsets.length; position++) {
    const arrival = parts.sequenceOffsets === null ? position : parts.sequenceOffsets[position]!;
    offsets[position] = rows[arrival]!.sequence - firstSequence;
  }
  return { ...parts, firstSequence, sequenceOffsets: offsets };
}
