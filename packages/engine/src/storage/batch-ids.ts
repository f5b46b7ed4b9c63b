import { BatchConflictError } from '../errors/engine-error.ts';
import type { LineCounts } from '../ingest/row-batch-builder.ts';
import { type BatchRecord, decodeBatchRecord, encodeBatchRecord } from './batch-record.ts';

/** How long an id is known: a batch sent again within this time is stored once. */
export const BATCH_KNOWN_MS = 600_000;
/** Ids that a shard knows at most: about 170 batches a second. */
export const BATCH_IDS_MAX = 100_000;
/** The same in bytes of their lines: a batch with many bad lines has a long one. */
export const BATCH_BYTES_MAX: number = 32 * 1024 * 1024;

/** A batch that is known, on its way to another shard. */
export interface BatchLine {
  readonly id: string;
  /** As `encodeBatchRecord` gives it. */
  readonly line: string;
}

export interface BatchIdFigures {
  readonly known: number;
  /** Those that were forgotten before their time since the store was opened: there were too many, or they had too many bytes. */
  readonly forgotten: { readonly count: number; readonly bytes: number };
}

interface KnownBatch {
  readonly checksum: string;
  readonly atMs: number;
  /** As `encodeBatchRecord` gives it: one text takes less memory than what it says. */
  readonly line: string;
}

/**
 * The ids of the batches that were stored in the last ten minutes. Beyond the limits those that came first are forgotten, and
 * counted.
 */
export class BatchIds {
  readonly #forgotten = { count: 0, bytes: 0 };
  readonly #idsMax: number;
  readonly #bytesMax: number;
  /** In the order in which they came. */
  readonly #known = new Map<string, KnownBatch>();
  #bytes = 0;

  constructor({ idsMax = BATCH_IDS_MAX, bytesMax = BATCH_BYTES_MAX }: { idsMax?: number; bytesMax?: number } = {}) {
    this.#idsMax = idsMax;
    this.#bytesMax = bytesMax;
  }

  get size(): number {
    return this.#known.size;
  }

  get figures(): BatchIdFigures {
    return { known: this.#known.size, forgotten: { ...this.#forgotten } };
  }

  /** Bytes of the lines of all ids, about. */
  get byteLength(): number {
    return this.#bytes;
  }

  /**
   * What became of the batch that was stored under an id; undefined where there is none.
   * @throws BatchConflictError where its content was another one
   */
  find(id: string, checksum: string, nowMs: number): LineCounts | undefined {
    const known = this.#known.get(id);
    if (known === undefined || isPast(known, nowMs)) return undefined;
    if (known.checksum === checksum) return decodeBatchRecord(known.line)?.counts;
    const ageSeconds = Math.max(0, Math.round((nowMs - known.atMs) / 1000));
    throw new BatchConflictError(
      `the batch ${JSON.stringify(id)} was stored ${ageSeconds} s ago with other content: give each batch an id of its own`,
    );
  }

  /** Notes that a batch is stored. */
  add(batch: BatchRecord): void {
    const { id, checksum, atMs } = batch;
    const line = encodeBatchRecord(batch);
    this.remove(id);
    this.#known.set(id, { checksum, atMs, line });
    this.#bytes += line.length;
    this.#forget(atMs);
  }

  /** Takes a batch back that was not stored. */
  remove(id: string): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    this.#known.delete(id);
    this.#bytes -= known.line.length;
  }

  /** The ids that still count. */
  *fresh(nowMs: number): Generator<BatchLine> {
    for (const [id, known] of this.#known) if (!isPast(known, nowMs)) yield { id, line: known.line };
  }

  /** Takes over what another shard knows. @returns whether it is news */
  adopt(line: string, nowMs: number): boolean {
    const batch = decodeBatchRecord(line);
    if (batch === undefined || isPast(batch, nowMs)) return false;
    const known = this.#known.get(batch.id);
    if (known !== undefined && known.atMs >= batch.atMs) return false;
    this.add(batch);
    return true;
  }

  #forget(nowMs: number): void {
    for (const [id, known] of this.#known) {
      const isOld = isPast(known, nowMs);
      if (!isOld && this.#known.size <= this.#idsMax && this.#bytes <= this.#bytesMax) return;
      if (!isOld) this.#forgotten[this.#known.size > this.#idsMax ? 'count' : 'bytes']++;
      this.remove(id);
    }
  }
}

/** Where the clock was set back, an id counts for longer: that stores nothing twice. */
function isPast({ atMs }: Pick<KnownBatch, 'atMs'>, nowMs: number): boolean {
  return nowMs - atMs >= BATCH_KNOWN_MS;
}
