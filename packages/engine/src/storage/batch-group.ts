import { BatchConflictError, LimitExceededError } from '../errors/engine-error.ts';
import type { LineCounts, LineOptions } from '../ingest/row-batch-builder.ts';
import { linesOfRows } from './accepted-lines.ts';
import { batchChecksum } from './batch-checksum.ts';
import type { BatchIds } from './batch-ids.ts';
import { encodeBatchRecord } from './batch-record.ts';
import { RECORD_KIND, type WriteAheadLogRecord } from './write-ahead-log-format.ts';

/** Lines that are stored together, under an id of their own or without. */
export interface BatchChunk {
  readonly bytes: Uint8Array;
  /** The sender's name for them. */
  readonly id?: string | undefined;
  /** What must be the same when the batch is sent again; the SHA-256 of `bytes` unless given, in hexadecimal. */
  readonly checksum?: string | undefined;
}

/**
 * Batches on their way into a log, each in a record of its own with its id: so that both are there or neither. Until the log is
 * synced `takeBack` undoes it.
 */
export class BatchGroup {
  readonly #ids: BatchIds;
  readonly #options: LineOptions;
  readonly #records: WriteAheadLogRecord[] = [];
  readonly #added: string[] = [];
  readonly #bytesMax: number;
  #storedBytes = 0;

  /** @param bytesMax the longest chunk */
  constructor(ids: BatchIds, options: LineOptions, bytesMax: number) {
    this.#ids = ids;
    this.#options = options;
    this.#bytesMax = bytesMax;
  }

  /** Of the chunks that were not known. */
  get storedBytes(): number {
    return this.#storedBytes;
  }

  get records(): readonly WriteAheadLogRecord[] {
    return this.#records;
  }

  /**
   * Stores a chunk, unless it is known.
   *
   * @param store puts lines into the head
   * @returns what became of it, now or at the first time; BatchConflictError where its id was another chunk's
   * @throws LimitExceededError
   */
  add(
    chunk: BatchChunk,
    firstSequence: number,
    store: (bytes: Uint8Array) => LineCounts,
  ): LineCounts | BatchConflictError {
    const { bytes, id } = chunk;
    requireLength(bytes.length, this.#bytesMax);
    const { nowMs } = this.#options;
    if (id === undefined) {
      const counts = this.#store(bytes, store);
      if (counts.accepted > 0)
        this.#log(RECORD_KIND.rows, firstSequence, counts.accepted, [this.#rowsOf(bytes, counts)]);
      return counts;
    }
    const checksum = chunk.checksum ?? batchChecksum(bytes);
    try {
      const known = this.#ids.find(id, checksum, nowMs);
      if (known !== undefined) return known;
    } catch (error) {
      if (error instanceof BatchConflictError) return error;
      throw error;
    }
    const counts = this.#store(bytes, store);
    const batch = { id, checksum, atMs: nowMs, counts };
    const line = Buffer.from(`${encodeBatchRecord(batch)}\n`);
    const rows = counts.accepted > 0 ? [this.#rowsOf(bytes, counts)] : [];
    this.#log(RECORD_KIND.batch, firstSequence, counts.accepted, [line, ...rows]);
    this.#ids.add(batch);
    this.#added.push(id);
    return counts;
  }

  /** Forgets the ids: the batches are not stored. */
  takeBack(): void {
    for (const id of this.#added) this.#ids.remove(id);
  }

  #store(bytes: Uint8Array, store: (bytes: Uint8Array) => LineCounts): LineCounts {
    this.#storedBytes += bytes.length;
    return store(bytes);
  }

  #rowsOf(bytes: Uint8Array, counts: LineCounts): Uint8Array {
    return linesOfRows(bytes, counts, this.#options);
  }

  #log(kind: number, firstSequence: number, rowCount: number, payloads: readonly Uint8Array[]): void {
    const payload = payloads.length === 1 ? payloads[0]! : Buffer.concat(payloads);
    this.#records.push({ kind, firstSequence, rowCount, nowMs: this.#options.nowMs, payload });
  }
}

function requireLength(actual: number, allowed: number): void {
  if (actual <= allowed) return;
  const details = { limit: 'bodyBytesMax', allowed, actual };
  throw new LimitExceededError(
    `a batch of ${actual} bytes is too long to be stored as a whole: send at most ${allowed}`,
    details,
  );
}
