import type { PartReport } from '../explain/query-probe.ts';
import type { PartMessage, PartTask } from './part-task.ts';

/**
 * Has a part of a query done, in a worker or elsewhere, and gives what it sends. A part that fails rejects with its error. When
 * the signal fires, nobody waits for what is left: the part is to end soon.
 */
export type PartRunner = (task: PartTask, signal: AbortSignal) => AsyncIterable<PartMessage>;

type ResultMessage = Exclude<PartMessage, { readonly kind: 'report' }>;

/** The messages of the parts of a query. All parts work from the beginning, each one message ahead. */
export class PartStreams implements AsyncDisposable {
  private readonly controller = new AbortController();
  private readonly iterators: readonly AsyncIterator<PartMessage>[];
  private readonly pending: Promise<IteratorResult<PartMessage>>[];
  private readonly reports: (PartReport | undefined)[];

  /** @param cancelled Cancels the parts as well. */
  constructor(task: PartTask, parts: readonly PartRunner[], cancelled: AbortSignal | undefined) {
    const { signal } = this.controller;
    const either = cancelled === undefined ? signal : AbortSignal.any([signal, cancelled]);
    this.iterators = parts.map((part) => part(task, either)[Symbol.asyncIterator]());
    this.pending = this.iterators.map((iterator) => iterator.next());
    this.reports = parts.map(() => undefined);
    // Whoever reads a part sees its error; of parts that nobody reads any more there is none to see.
    for (const promise of this.pending) promise.catch(() => {});
  }

  get count(): number {
    return this.iterators.length;
  }

  /** The next message of a part that is no report; undefined at its end. */
  async next(part: number): Promise<ResultMessage | undefined> {
    for (;;) {
      const { done, value } = await this.pending[part]!;
      if (done === true) return undefined;
      this.pending[part] = this.iterators[part]!.next();
      this.pending[part].catch(() => {});
      if (value.kind !== 'report') return value;
      this.reports[part] = value.report;
    }
  }

  /** What each part has done as far as it was read; of one that was not read, until it gave its first rows. */
  async lastReports(): Promise<readonly PartReport[]> {
    for (let part = 0; part < this.count; part++) if (this.reports[part] === undefined) await this.next(part);
    return this.reports.map((report) => report!);
  }

  /** The messages of all parts, part by part. */
  async *all(): AsyncGenerator<ResultMessage, void> {
    for (let part = 0; part < this.count; part++) {
      for (let message = await this.next(part); message !== undefined; message = await this.next(part)) yield message;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.controller.abort();
    for (const iterator of this.iterators) void iterator.return?.().catch(() => {});
  }
}
