import { decodeBatchRecord, splitBatchPayload } from './batch-record.ts';
import { Head } from './head.ts';
import type { Recovery } from './recovery.ts';
import { failureCode } from './storage-failure.ts';
import { storedSequences } from './stored-sequences.ts';
import { RECORD_KIND } from './write-ahead-log-format.ts';
import { readWriteAheadLog, type StoredRecord, type WriteAheadLogReport } from './write-ahead-log-reader.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Reads the rows of the logs that are in no segment into heads. Rows below `nextSequence` of the manifest were in sealed
 * segments once, and may have been deleted there since; of the others those count that no valid block has. A batch whose record is
 * there was stored, so that its id is known.
 *
 * @returns logs that hold more than was read, with the reason: not to be dropped but to be put into quarantine
 * @throws StorageError if a log cannot be read; UnsupportedVersionError
 */
export function replayLogs(recovery: Recovery): Map<string, string> {
  const { shard, manifest } = recovery;
  const damaged = new Map<string, string>();
  const records: StoredRecord[] = [];
  for (const { file, acknowledgedLength } of manifest.writeAheadLogs) {
    const options = acknowledgedLength === undefined ? {} : { acknowledgedLength };
    let report: WriteAheadLogReport;
    try {
      report = readWriteAheadLog(shard.vfs, shard.path(file), (record) => records.push(record), options);
    } catch (error) {
      const code = failureCode(error);
      if (code !== 'ENOENT' && code !== 'EIO') throw error;
      shard.report('damage', (error as Error).message, file);
      if (code === 'EIO') damaged.set(file, (error as Error).message);
      continue;
    }
    const { damage } = report;
    if (damage === undefined) continue;
    const isTorn = damage.laterRecordAt === undefined;
    shard.report(
      isTorn ? 'interrupted-write' : 'damage',
      `the log ends at byte ${damage.damagedAt}: ${damage.reason}`,
      file,
    );
    if (!isTorn) damaged.set(file, damage.reason);
  }
  const known = sequencesInSegments(recovery, records);
  for (const record of records) {
    if (record.kind === RECORD_KIND.rows) replayRows(recovery, record, known);
    else if (record.kind === RECORD_KIND.batchIds) rememberBatches(recovery, record.payload);
    else if (record.kind === RECORD_KIND.batch) {
      const { line, rows } = splitBatchPayload(record.payload);
      rememberBatch(recovery, line);
      replayRows(recovery, { ...record, payload: rows }, known);
    }
  }
  return damaged;
}

function rememberBatches(recovery: Recovery, payload: Uint8Array): void {
  for (const line of Buffer.from(payload).toString().split('\n')) if (line !== '') rememberBatch(recovery, line);
}

function rememberBatch({ batches }: Recovery, line: string): void {
  const batch = decodeBatchRecord(line);
  if (batch !== undefined) batches.add(batch);
}

/** Those sequence numbers that both the records and blocks of segments have. */
function sequencesInSegments({ manifest, segments }: Recovery, records: readonly StoredRecord[]): ReadonlySet<number> {
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (const { firstSequence, rowCount } of records) {
    if (rowCount === 0) continue;
    from = Math.min(from, firstSequence);
    to = Math.max(to, firstSequence + rowCount);
  }
  return storedSequences(segments, Math.max(from, manifest.nextSequence), to);
}

function replayRows(recovery: Recovery, record: StoredRecord, known: ReadonlySet<number>): void {
  const { heads, manifest } = recovery;
  const { firstSequence, rowCount, payload, nowMs } = record;
  if (firstSequence + rowCount <= manifest.nextSequence) return;
  const options = { malformed: 'keep', lineBytesMax: Number.POSITIVE_INFINITY, nowMs } as const;
  let sequence = firstSequence - 1;
  for (let start = 0; start < payload.length; ) {
    const end = payload.indexOf(LINE_FEED, start) + 1 || payload.length;
    const line = payload.subarray(start, end);
    start = end;
    if (isBlank(line)) continue;
    sequence++;
    if (sequence < manifest.nextSequence || known.has(sequence)) continue;
    let head = heads.at(-1);
    if (head === undefined || head.nextSequence !== sequence) {
      // Two logs may have the same rows, where one was given up: those of the first count.
      if (head !== undefined && head.nextSequence > sequence) continue;
      head = new Head(sequence);
      heads.push(head);
    }
    head.add(line, options);
  }
}

/** Lines without content are no rows. */
function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN);
}
