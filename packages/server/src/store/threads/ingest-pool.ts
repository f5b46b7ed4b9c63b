import type { IngestReport } from 'log-analytics-engine';
import { addCounts, countLineEnds, emptyReport, linePieces, type StoreProblem } from 'log-analytics-engine/internals';
import type { BatchLine } from 'log-analytics-engine/internals/storage';
import type { BatchOptions } from '../log-store.ts';
import { batchHome } from './batch-home.ts';
import type { IngestSetup, ShardMatches, ShardState, TenantCall, TenantCallResults } from './ingest-messages.ts';
import { IngestThread } from './ingest-thread.ts';
import type { PartCounts } from './part-counts.ts';

/** A longer body is taken apart, in pieces that are each worth a batch of blocks. */
const PIECE_BYTES = 8 * 1024 * 1024;
/** Pieces that a worker has at a time: one to work on, and the next. */
const PIECES_PER_WORKER = 2;

export interface IngestPoolOptions {
  readonly workers: number;
  readonly setup: Omit<IngestSetup, 'shard' | 'shards'>;
  readonly onState: (state: ShardState) => void;
  readonly onMatches: (matches: ShardMatches) => void;
  readonly onProblem: (tenant: string, problem: StoreProblem) => void;
  /** A worker was started anew; it opens the tenants again. */
  readonly onRestart: (worker: number) => void;
}

/** The ingest workers of a data directory; each owns a shard of every tenant. */
export class IngestPool {
  readonly #threads: readonly IngestThread[];
  #next = 0;

  constructor({ workers, setup, onState, onMatches, onProblem, onRestart }: IngestPoolOptions) {
    this.#threads = Array.from(
      { length: workers },
      (_, shard) =>
        new IngestThread(
          { ...setup, shard, shards: workers },
          { onState, onMatches, onProblem, onRestart: () => onRestart(shard) },
        ),
    );
  }

  /** How often workers have ended by themselves. */
  get faultCount(): number {
    return this.#threads.reduce((sum, { faultCount }) => sum + faultCount, 0);
  }

  /** Bytes of lines that are not acknowledged yet. */
  get pendingBytes(): number {
    return this.#threads.reduce((sum, { pendingBytes }) => sum + pendingBytes, 0);
  }

  /** As `LogStore.ingestBytes`. */
  async store(tenant: string, lines: Uint8Array, { batchId, checksum }: BatchOptions = {}): Promise<IngestReport> {
    const report = emptyReport();
    report.bytes = lines.length;
    if (lines.length === 0) return report;
    if (batchId !== undefined) {
      addCounts(report, await this.#threadOf(batchId).append(tenant, lines, { id: batchId, checksum }), 0);
      return report;
    }
    if (lines.length <= PIECE_BYTES) {
      addCounts(report, await this.#leastBusy().append(tenant, lines), 0);
      return report;
    }
    const pieces = [...linePieces(lines, Math.min(PIECE_BYTES, Math.ceil(lines.length / this.#threads.length)))];
    const counts = await this.#storePieces(tenant, pieces);
    let lineOffset = 0;
    const last = counts.findLastIndex(({ errors }) => errors.length > 0);
    for (const [index, each] of counts.entries()) {
      addCounts(report, each, lineOffset);
      if (index < last) lineOffset += countLineEnds(pieces[index]!);
    }
    return report;
  }

  /**
   * Opens the shards of a tenant. Batches that were stored by another number of workers are handed to those that are asked for their
   * ids now, before anything is stored.
   */
  async open(tenant: string): Promise<void> {
    const strays = (await this.callAll(tenant, { method: 'open' })).flat();
    const byHome = new Map<number, BatchLine[]>();
    for (const batch of strays) {
      const home = batchHome(batch.id, this.#threads.length);
      const others = byHome.get(home);
      if (others === undefined) byHome.set(home, [batch]);
      else others.push(batch);
    }
    await Promise.all([...byHome].map(([home, batches]) => this.call(home, tenant, { method: 'adopt', batches })));
  }

  /** Asks one worker something about a tenant. */
  call<C extends TenantCall>(worker: number, tenant: string, call: C): Promise<TenantCallResults[C['method']]> {
    return this.#threads[worker]!.call(tenant, call);
  }

  /** Asks all workers. When it is settled, all have answered. */
  async callAll<C extends TenantCall>(tenant: string, call: C): Promise<TenantCallResults[C['method']][]> {
    const answers = await Promise.allSettled(this.#threads.map((thread) => thread.call(tenant, call)));
    for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
    return answers.map((answer) => (answer as PromiseFulfilledResult<TenantCallResults[C['method']]>).value);
  }

  /** Lets a worker end by a fault. For tests. */
  async fail(index: number, how: 'throw' | 'terminate'): Promise<void> {
    await this.#threads[index]!.fail(how);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  /** Whoever is free takes the next piece. @throws StorageError when one could not be stored; others may be */
  async #storePieces(tenant: string, pieces: readonly Uint8Array[]): Promise<PartCounts[]> {
    const counts: PartCounts[] = [];
    let next = 0;
    let hasFailed = false;
    const work = async (thread: IngestThread): Promise<void> => {
      while (next < pieces.length && !hasFailed) {
        const index = next++;
        try {
          counts[index] = await thread.append(tenant, pieces[index]!);
        } catch (error) {
          hasFailed = true;
          throw error;
        }
      }
    };
    const workers = this.#threads.flatMap((thread) => Array.from({ length: PIECES_PER_WORKER }, () => work(thread)));
    const outcomes = await Promise.allSettled(workers);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return counts;
  }

  #threadOf(batchId: string): IngestThread {
    return this.#threads[batchHome(batchId, this.#threads.length)]!;
  }

  /** Those that have nothing to do take turns. */
  #leastBusy(): IngestThread {
    const threads = this.#threads;
    this.#next = (this.#next + 1) % threads.length;
    let best = threads[this.#next]!;
    for (const thread of threads) if (thread.pendingBytes < best.pendingBytes) best = thread;
    return best;
  }
}
