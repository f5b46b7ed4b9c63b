import type { MessagePort } from 'node:worker_threads';
import type { CancelSignal } from 'log-analytics-engine/internals';
import type { PartMessage } from 'log-analytics-engine/split';
import { messageOfError } from './error-message.ts';
import { partSteps } from './part-steps.ts';
import type { QueryLimits } from './query-limits.ts';
import type { HelperReply, HelperRequest } from './query-messages.ts';
import type { TenantSnapshot } from './tenant-view.ts';

/** Does parts of one query, on its own blocks, for the worker at the other end of a port. */
export class QueryHelper {
  readonly #port: MessagePort;
  readonly #snapshot: TenantSnapshot;
  readonly #signal: CancelSignal;
  readonly #limits: QueryLimits;
  readonly #parts = new Map<number, AsyncGenerator<readonly PartMessage[], void>>();
  #isEnded = false;

  constructor(port: MessagePort, snapshot: TenantSnapshot, signal: CancelSignal, limits: QueryLimits) {
    this.#port = port;
    this.#snapshot = snapshot;
    this.#limits = limits;
    this.#signal = signal;
    port.on('message', (request: HelperRequest) => this.#handle(request));
    port.on('close', () => this.#end());
  }

  #handle(request: HelperRequest): void {
    const { part } = request;
    switch (request.kind) {
      case 'begin': {
        const { task, timeoutMs } = request;
        this.#parts.set(part, partSteps(task, timeoutMs, this.#snapshot.blocks, this.#signal, this.#limits));
        break;
      }
      case 'next':
        void this.#next(part);
        break;
      case 'end':
        this.#stop(part);
    }
  }

  async #next(part: number): Promise<void> {
    try {
      const result = await this.#parts.get(part)?.next();
      this.#reply({ part, messages: result === undefined || result.done === true ? null : result.value });
    } catch (error) {
      this.#reply({ part, error: messageOfError(error) });
    }
  }

  #reply(reply: HelperReply): void {
    if (!this.#isEnded) this.#port.postMessage(reply);
  }

  #stop(part: number): void {
    void this.#parts.get(part)?.return();
    this.#parts.delete(part);
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    for (const part of [...this.#parts.keys()]) this.#stop(part);
    this.#snapshot.release();
  }
}
