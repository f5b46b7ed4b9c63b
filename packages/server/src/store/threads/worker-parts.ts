import type { MessagePort } from 'node:worker_threads';
import { type CancelSignal, splitsWork } from 'log-analytics-engine/internals';
import type { PartMessage, PartRunner, PartTask } from 'log-analytics-engine/split';
import { HelperPort } from './helper-port.ts';
import { partSteps } from './part-steps.ts';
import type { QueryLimits } from './query-limits.ts';
import type { TenantSnapshot } from './tenant-view.ts';

/** Whether helpers take work off the worker of a query. @throws QuerySyntaxError, InvalidArgumentError */
export function isHelped(text: string, helpers: readonly MessagePort[], { language }: QueryLimits): boolean {
  return helpers.length > 0 && splitsWork(language.parse(text), language.operators);
}

export interface WorkerPartsOptions {
  /** Of the blocks of this worker. */
  readonly snapshot: TenantSnapshot;
  readonly helpers: readonly MessagePort[];
  readonly timeoutMs: number;
  readonly signal: CancelSignal;
  readonly limits: QueryLimits;
}

/**
 * The parts of a query: those of its helpers and that of the worker itself. That one comes last: parts are begun in their order, and a
 * worker that has begun with its own blocks asks nobody for some time.
 */
export class WorkerParts implements Disposable {
  readonly parts: readonly PartRunner[];
  readonly #ports: readonly HelperPort[];

  constructor({ snapshot: { blocks }, helpers, timeoutMs, signal, limits }: WorkerPartsOptions) {
    async function* own(task: PartTask): AsyncGenerator<PartMessage, void> {
      for await (const messages of partSteps(task, timeoutMs, blocks, signal, limits)) yield* messages;
    }
    this.#ports = helpers.map((port) => new HelperPort(port));
    this.parts = [...this.#ports.map((port) => port.runner(timeoutMs)), own];
  }

  /** Ends what helpers do. */
  [Symbol.dispose](): void {
    for (const port of this.#ports) port.close();
  }
}
