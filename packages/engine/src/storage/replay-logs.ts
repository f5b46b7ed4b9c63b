import { Head } from './head.ts';
import type { Manifest } from './manifest.ts';
import type { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';
import { readWriteAheadLog, type StoredRecord } from './write-ahead-log-reader.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Reads the rows of the logs that are in no segment into a head. Rows below `nextSequence` of the manifest were in sealed
 * segments once, and may have been deleted there since; of the others those count that no valid block has.
 *
 * @throws StorageError if a log cannot be read; UnsupportedVersionError
 */
export function replayLogs(
  shard: Shard,
  manifest: Manifest,
  segments: SegmentSet,
): { head: Head; nextSequence: number } {
  let nextSequence = manifest.nextSequence;
  for (const { bounds } of segments) nextSequence = Math.max(nextSequence, bounds.lastSequence + 1);
  const records: StoredRecord[] = [];
  for (const { file, acknowledgedLength } of manifest.writeAheadLogs) {
    const options = acknowledgedLength === undefined ? {} : { acknowledgedLength };
    if (!shard.vfs.exists(shard.path(file))) {
      shard.report('damage', 'the log is missing', file);
      continue;
    }
    const { damage } = readWriteAheadLog(shard.vfs, shard.path(file), (record) => records.push(record), options);
    if (damage !== undefined) {
      const kind = damage.laterRecordAt === undefined ? 'interrupted-write' : 'damage';
      shard.report(kind, `the log ends at byte ${damage.damagedAt}: ${damage.reason}`, file);
    }
  }
  const head = new Head(nextSequence);
  for (const record of records) replayRecord(record, manifest.nextSequence, segments, head);
  return { head, nextSequence: head.firstSequence + head.rowCount };
}

function replayRecord(record: StoredRecord, settled: number, segments: SegmentSet, head: Head): void {
  const { firstSequence, rowCount, payload, nowMs } = record;
  if (firstSequence + rowCount <= settled) return;
  const known = storedSequences(segments, firstSequence, firstSequence + rowCount);
  let start = 0;
  let sequence = firstSequence - 1;
  while (start < payload.length) {
    const end = payload.indexOf(LINE_FEED, start) + 1 || payload.length;
    const line = payload.subarray(start, end);
    start = end;
    if (isBlank(line)) continue;
    sequence++;
    if (sequence < settled || known.has(sequence)) continue;
    if (head.rowCount === 0) head.firstSequence = Math.max(sequence, head.firstSequence);
    head.add(line, { malformed: 'keep', lineBytesMax: Number.POSITIVE_INFINITY, nowMs });
  }
}

/** Lines without content are no rows. */
function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN);
}

/** The sequence numbers in `[from, to)` that blocks of segments without a footer have. */
function storedSequences(segments: SegmentSet, from: number, to: number): Set<number> {
  const known = new Set<number>();
  for (const segment of segments) {
    if (segment.bounds.lastSequence < from || segment.bounds.firstSequence >= to) continue;
    for (const block of segment.blocks()) {
      if (block.header.lastSequence < from || block.firstSequence >= to) continue;
      for (let row = 0; row < block.rowCount; row++) known.add(block.sequenceOf(row));
    }
  }
  return known;
}
