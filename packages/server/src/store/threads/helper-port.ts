import type { MessagePort } from 'node:worker_threads';
import type { PartMessage, PartRunner, PartTask } from 'log-analytics-engine/split';
import { WorkerLostError } from '../../errors/server-error.ts';
import { errorOfMessage } from './error-message.ts';
import type { HelperReply, HelperRequest } from './query-messages.ts';

interface Waiting {
  readonly resolve: (messages: readonly PartMessage[] | null) => void;
  readonly reject: (error: Error) => void;
}

/** A helper, as the worker of a query sees it. */
export class HelperPort {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  #nextPart = 0;
  #isClosed = false;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (reply: HelperReply) => this.#take(reply));
    port.on('close', () => this.#lost());
  }

  /** Has a part of the query done. */
  runner(timeoutMs: number): PartRunner {
    return (task) => this.#run(task, timeoutMs);
  }

  /** Ends what the helper does. */
  close(): void {
    this.#isClosed = true;
    this.#port.close();
  }

  async *#run(task: PartTask, timeoutMs: number): AsyncGenerator<PartMessage, void> {
    const part = this.#nextPart++;
    this.#post({ kind: 'begin', part, task, timeoutMs });
    try {
      for (;;) {
        const messages = await this.#next(part);
        if (messages === null) return;
        yield* messages;
      }
    } finally {
      this.#post({ kind: 'end', part });
    }
  }

  #next(part: number): Promise<readonly PartMessage[] | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(part, { resolve, reject });
      if (this.#isClosed) this.#lost();
      else this.#post({ kind: 'next', part });
    });
  }

  #post(request: HelperRequest): void {
    if (!this.#isClosed) this.#port.postMessage(request);
  }

  #take(reply: HelperReply): void {
    const waiting = this.#waiting.get(reply.part);
    this.#waiting.delete(reply.part);
    if ('error' in reply) waiting?.reject(errorOfMessage(reply.error));
    else waiting?.resolve(reply.messages);
  }

  #lost(): void {
    this.#isClosed = true;
    const error = new WorkerLostError('a query worker has ended while it helped another one');
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
