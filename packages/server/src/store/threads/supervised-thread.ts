import type { Transferable, Worker } from 'node:worker_threads';
import { WorkerLostError } from '../../errors/server-error.ts';

export interface SupervisedThreadOptions<Reply> {
  /** What the thread is, in messages. */
  readonly name: string;
  readonly start: () => Worker;
  readonly onReply: (reply: Reply) => void;
  /** The thread has ended by itself: what it was asked is not answered. Another one runs already, and may be asked at once. */
  readonly onFault: (error: WorkerLostError) => void;
}

/** A thread that ends so often before its first reply is not started again. */
const STARTS_MAX = 3;

/** A thread that is started when it is first asked, and again when it ends by itself. While nothing is asked of it, it keeps no process alive. */
export class SupervisedThread<Request, Reply> {
  readonly #options: SupervisedThreadOptions<Reply>;
  #worker: Worker | undefined;
  #pending = 0;
  #startsWithoutReply = 0;
  #faultCount = 0;
  #isClosed = false;
  #failure: WorkerLostError | undefined;

  constructor(options: SupervisedThreadOptions<Reply>) {
    this.#options = options;
  }

  /** How often it has ended by itself. */
  get faultCount(): number {
    return this.#faultCount;
  }

  /** @throws WorkerLostError where the thread cannot be started */
  post(request: Request, transfer: Transferable[] = []): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.start();
    this.#worker?.postMessage(request, transfer);
  }

  /** Something was asked: the process stays until `answered`. */
  asked(): void {
    if (this.#pending++ === 0) this.#worker?.ref();
  }

  answered(): void {
    if (--this.#pending === 0) this.#worker?.unref();
  }

  /** Starts it, so that the first question need not wait for it. */
  start(): void {
    if (this.#failure === undefined && !this.#isClosed) this.#worker ??= this.#begin();
  }

  /** Ends the thread as a fault does. For tests. */
  async terminate(): Promise<void> {
    await this.#worker?.terminate();
  }

  /** Ends the thread for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #begin(): Worker {
    this.#startsWithoutReply++;
    const worker = this.#options.start();
    let error: unknown;
    worker.on('message', (reply: Reply) => {
      this.#startsWithoutReply = 0;
      this.#options.onReply(reply);
    });
    worker.on('error', (thrown) => {
      error = thrown;
    });
    worker.on('exit', (code) => {
      if (!this.#isClosed) this.#replace(error ?? new Error(`it ended with the code ${code}`));
    });
    if (this.#pending === 0) worker.unref();
    return worker;
  }

  #replace(cause: unknown): void {
    this.#faultCount++;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const error = new WorkerLostError(`${this.#options.name} ended: ${reason}`, { cause });
    if (this.#startsWithoutReply < STARTS_MAX) this.#worker = this.#begin();
    else this.#failure = error;
    this.#options.onFault(error);
  }
}
