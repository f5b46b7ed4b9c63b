import { type IngestReport, LimitExceededError } from 'log-analytics-engine';
import { giveChunkMemory } from './chunk-memory.ts';
import type { ReceivedRequest, ReceiverContext } from './receiver.ts';

/** Chunks on their way to the store at a time: it has something to do while the next one is read, and memory stays flat. */
const PENDING_MAX = 4;
/** Problems described one by one in a report; all are counted. */
const ERRORS_MAX = 100;
/** What the answer to a request with `debug` shows of its lines. */
const SHOWN_BYTES_MAX = 1 << 20;

export interface SinkOptions {
  /** All lines go to the store in one call: the request has a batch id. */
  readonly isOneBatch: boolean;
  /** Nothing is stored; the lines can be read at `shown`. */
  readonly isDebug: boolean;
}

/** Brings the lines of one request to the store, chunk by chunk, and adds up what became of them. */
export class StoreSink {
  readonly report: IngestReport = { accepted: 0, malformed: 0, rejected: 0, dropped: 0, bytes: 0, errors: [] };
  readonly #context: ReceiverContext;
  readonly #options: SinkOptions;
  readonly #pending = new Set<Promise<void>>();
  readonly #parts: Uint8Array[] = [];
  #partBytes = 0;
  #onBatchReport: ((report: IngestReport) => void) | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(context: ReceiverContext, options: SinkOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Whether the lines must be handed over in one call, for what became of them to be told line by line. */
  get isOneBatch(): boolean {
    return this.#options.isOneBatch;
  }

  /** @throws LimitExceededError where one batch of so many bytes is too large to be held */
  requireRoom(bytes: number): void {
    const allowed = this.#context.limits.bodyBytesMax;
    if (!this.#options.isOneBatch || bytes <= allowed) return;
    throw new LimitExceededError(
      `a request with X-Batch-Id may have ${allowed} bytes of entries: send smaller batches`,
      { limit: 'bodyBytesMax', allowed, actual: bytes },
    );
  }

  /**
   * Hands whole lines over; waits while many are on their way. The bytes belong to the store then, and memory of
   * `takeChunkMemory` is given back when it is done with them.
   * @param onReport is told what became of these lines; of one batch, the last call's is told of all
   * @param onFailure is told why none of these lines is stored, unless they are of one batch; without it, the next call throws
   * @throws what the store throws, also for a chunk before; LimitExceededError where one batch is too large to be held
   */
  async add(
    lines: Uint8Array,
    onReport?: (report: IngestReport) => void,
    onFailure?: (error: unknown) => void,
  ): Promise<void> {
    if (lines.length === 0) return;
    if (this.#options.isDebug || this.#options.isOneBatch) {
      this.#keep(lines);
      this.#onBatchReport = onReport;
      return;
    }
    this.#send(lines, onReport, onFailure);
    while (this.#pending.size >= PENDING_MAX) await Promise.race(this.#pending);
    this.#check();
  }

  /** Resolves when every line is acknowledged. @throws what the store throws */
  async end(): Promise<IngestReport> {
    if (this.#options.isOneBatch && !this.#options.isDebug && this.#parts.length > 0) {
      this.#send(joined(this.#parts), this.#onBatchReport);
    }
    await Promise.all(this.#pending);
    this.#check();
    return this.report;
  }

  /** Waits for what is on its way, whatever becomes of it: a request that failed is answered when nothing of it moves any more. */
  async abandon(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Counts entries that never came to the store. @param number the entry's number in the request, from 1 */
  reject(count: number, reason: string, number: number = 0): void {
    this.report.rejected += count;
    if (this.report.errors.length < ERRORS_MAX) this.report.errors.push({ line: number, reason });
  }

  /** The lines that a request with `debug` would have stored, as many as fit into 1 MiB. */
  get shown(): Uint8Array {
    return joined(this.#parts);
  }

  #keep(lines: Uint8Array): void {
    this.#partBytes += lines.length;
    if (this.#options.isDebug) {
      if (this.#partBytes <= SHOWN_BYTES_MAX) this.#parts.push(lines);
      return;
    }
    this.requireRoom(this.#partBytes);
    this.#parts.push(lines);
  }

  #send(
    lines: Uint8Array,
    onReport?: (report: IngestReport) => void,
    onFailure: (error: unknown) => void = (error) => {
      this.#failure ??= { error };
    },
  ): void {
    const sent = this.#context.store(lines).then((report) => {
      this.#count(report);
      onReport?.(report);
    }, onFailure);
    this.#pending.add(sent);
    void sent.finally(() => {
      this.#pending.delete(sent);
      giveChunkMemory(lines);
    });
  }

  #count({ accepted, malformed, rejected, dropped, bytes, errors }: IngestReport): void {
    const { report } = this;
    report.accepted += accepted;
    report.malformed += malformed;
    report.rejected += rejected;
    report.dropped += dropped;
    report.bytes += bytes;
    for (const error of errors) if (report.errors.length < ERRORS_MAX) report.errors.push(error);
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** How the lines of a request go to the store. */
export function sinkOptions(request: Pick<ReceivedRequest, 'headers'>, isDebug: boolean): SinkOptions {
  return { isOneBatch: request.headers['x-batch-id'] !== undefined, isDebug };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
