import { CancelledError, LimitExceededError } from '../errors/engine-error.ts';

/** Says when a query is to end early; an AbortSignal does. */
export type CancelSignal = Pick<AbortSignal, 'aborted'>;

export interface QueryContextOptions {
  /** Milliseconds of wall clock that the query may take; Infinity (the default) for no limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: CancelSignal | undefined;
  /** Bytes that the result and the states of the query may hold. */
  readonly memoryBytesMax?: number | undefined;
  /** Milliseconds since any fixed point; `performance.now` by default. */
  readonly clock?: (() => number) | undefined;
}

/** Enough for the references of some 16 million rows; a result beyond it would not fit a default heap beside the data. */
export const QUERY_MEMORY_BYTES_MAX: number = 512 * 1024 * 1024;

/** The limits of one running query. The executor looks at them at each block. */
export class QueryContext {
  private readonly startedMs: number;
  private readonly timeoutMs: number;
  private readonly memoryBytesMax: number;
  private readonly signal: CancelSignal | undefined;
  private readonly clock: () => number;
  private reservedBytes = 0;

  constructor(options: QueryContextOptions = {}) {
    this.clock = options.clock ?? (() => performance.now());
    this.timeoutMs = options.timeoutMs ?? Number.POSITIVE_INFINITY;
    this.memoryBytesMax = options.memoryBytesMax ?? QUERY_MEMORY_BYTES_MAX;
    this.signal = options.signal;
    this.startedMs = this.clock();
  }

  /**
   * @throws CancelledError when the caller's signal has fired.
   * @throws LimitExceededError `queryTimeoutMs` when the deadline has passed.
   */
  check(): void {
    if (this.signal?.aborted) throw new CancelledError();
    if (this.timeoutMs === Number.POSITIVE_INFINITY) return;
    const elapsedMs = this.clock() - this.startedMs;
    if (elapsedMs <= this.timeoutMs) return;
    throw new LimitExceededError(
      `the query ran for more than ${this.timeoutMs} ms; narrow its time range, add a word or a level, or allow it more time`,
      { limit: 'queryTimeoutMs', allowed: this.timeoutMs, actual: Math.round(elapsedMs) },
    );
  }

  /**
   * Takes `bytes` (an estimate) from the memory budget; a negative number gives them back.
   * @throws LimitExceededError `queryMemoryBytes` when the budget does not hold them.
   */
  reserve(bytes: number): void {
    this.reservedBytes += bytes;
    if (this.reservedBytes <= this.memoryBytesMax) return;
    throw new LimitExceededError(
      `the query needs more than ${this.memoryBytesMax} bytes for its result; ` +
        'narrow its time range or its filters, ask for a page, or group by a field with fewer values',
      { limit: 'queryMemoryBytes', allowed: this.memoryBytesMax, actual: this.reservedBytes },
    );
  }
}
