import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { StoreProblem, StoreSnapshot } from 'log-analytics-engine/internals';
import type { WorkerLostError } from '../../errors/server-error.ts';
import type { BlockShare } from './block-share.ts';
import { errorOfMessage } from './error-message.ts';
import type { AnyQuery, QueryReply, QueryRequest, QuerySetup, TenantSnapshotMessage } from './query-messages.ts';
import type { SentBatch } from './sent-batch.ts';
import { type SnapshotMessage, SnapshotSender } from './snapshot-messages.ts';
import { startWorker } from './start-worker.ts';
import { SupervisedThread } from './supervised-thread.ts';

/** The shards of a tenant as a query is to see them. */
export type TenantSnapshots = ReadonlyMap<number, StoreSnapshot>;

/** What becomes of a query. */
export interface QueryListener {
  batch(batch: SentBatch): void;
  result(value: unknown): void;
  /** @param error a WorkerLostError where the worker has ended: the query may be asked again */
  error(error: Error): void;
}

/** A query that runs. */
export interface RunningQuery {
  /** A batch was taken: the worker may send another one. */
  taken(): void;
  /** Ends the query, if it still runs; the listener hears a CancelledError. */
  cancel(): void;
}

/** A thread that reads some of the blocks for another one. */
export interface Helper {
  readonly thread: QueryThread;
  readonly share: BlockShare;
}

interface Running {
  readonly listener: QueryListener;
  readonly cancelFlag: Int32Array;
}

/** A query worker, as the main thread sees it. */
export class QueryThread {
  readonly #thread: SupervisedThread<QueryRequest, QueryReply>;
  readonly #onProblem: (tenant: string, problem: StoreProblem) => void;
  readonly #running = new Map<number, Running>();
  /** By tenant and shard. */
  readonly #senders = new Map<string, Map<number, SnapshotSender>>();
  #nextId = 0;

  constructor(setup: QuerySetup, index: number, onProblem: (tenant: string, problem: StoreProblem) => void) {
    this.#onProblem = onProblem;
    this.#thread = new SupervisedThread({
      name: `the query worker ${index}`,
      start: () => startWorker('query-worker', { name: `query-${index}`, data: setup }),
      onReply: (reply: QueryReply) => this.#take(reply),
      onFault: (error) => this.#failed(error),
    });
  }

  /** Starts the worker, so that the first query need not wait for it. */
  start(): void {
    this.#thread.start();
  }

  /** Queries that are not answered yet. */
  get runningCount(): number {
    return this.#running.size;
  }

  get faultCount(): number {
    return this.#thread.faultCount;
  }

  /**
   * @param share the blocks to read; all unless given
   * @param helpers threads that have the other blocks, with the shares that they have
   * @throws WorkerLostError where the worker cannot be started
   */
  run(
    tenant: string,
    query: AnyQuery,
    snapshots: TenantSnapshots,
    listener: QueryListener,
    share: BlockShare | null = null,
    helpers: readonly Helper[] = [],
  ): RunningQuery {
    const id = this.#nextId++;
    const cancelFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const snapshot = this.#messageOf(tenant, snapshots);
    const ports = helpers.map((helper) => helper.thread.#help(tenant, snapshots, cancelFlag, helper.share));
    this.#thread.post({ kind: 'run', id, tenant, query, snapshot, cancelFlag, share, helpers: ports }, ports);
    this.#thread.asked();
    this.#running.set(id, { listener, cancelFlag });
    return {
      taken: () => {
        if (this.#running.has(id)) this.#thread.post({ kind: 'taken', id });
      },
      cancel: () => {
        if (!this.#running.has(id)) return;
        Atomics.store(cancelFlag, 0, 1);
        this.#thread.post({ kind: 'cancelled', id });
      },
    };
  }

  /** Lets go of what is held of a tenant. */
  forget(tenant: string): void {
    if (this.#senders.delete(tenant)) this.#thread.post({ kind: 'forget', tenant });
  }

  /** Lets the worker end by a fault. For tests. */
  async fail(how: 'throw' | 'terminate'): Promise<void> {
    if (how === 'terminate') await this.#thread.terminate();
    else this.#thread.post({ kind: 'fail' });
  }

  /** Ends the worker; queries that run are rejected. */
  async close(error: Error): Promise<void> {
    for (const { cancelFlag } of this.#running.values()) Atomics.store(cancelFlag, 0, 1);
    await this.#thread.close();
    for (const id of [...this.#running.keys()]) this.#end(id)?.error(error);
  }

  /** Lets the worker help another one; returns what that one reaches it by. */
  #help(tenant: string, snapshots: TenantSnapshots, cancelFlag: Int32Array, share: BlockShare): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const snapshot = this.#messageOf(tenant, snapshots);
    this.#thread.post({ kind: 'help', tenant, snapshot, cancelFlag, share, port: port2 }, [port2]);
    return port1;
  }

  #messageOf(tenant: string, snapshots: TenantSnapshots): TenantSnapshotMessage {
    const senders = this.#senders.get(tenant) ?? new Map<number, SnapshotSender>();
    this.#senders.set(tenant, senders);
    const changed: (readonly [number, SnapshotMessage])[] = [];
    for (const [shard, snapshot] of snapshots) {
      const sender = senders.get(shard) ?? new SnapshotSender();
      senders.set(shard, sender);
      const message = sender.messageOf(snapshot);
      if (message !== undefined) changed.push([shard, message]);
    }
    return { shards: [...snapshots.keys()], changed };
  }

  #take(reply: QueryReply): void {
    if (reply.kind === 'problem') this.#onProblem(reply.tenant, reply.problem);
    else if (reply.kind === 'batch') this.#running.get(reply.id)?.listener.batch(reply.batch);
    else if (reply.kind === 'result') this.#end(reply.id)?.result(reply.value);
    else this.#end(reply.id)?.error(errorOfMessage(reply.error));
  }

  #end(id: number): QueryListener | undefined {
    const running = this.#running.get(id);
    if (running === undefined) return undefined;
    this.#running.delete(id);
    this.#thread.answered();
    return running.listener;
  }

  #failed(error: WorkerLostError): void {
    this.#senders.clear();
    for (const id of [...this.#running.keys()]) this.#end(id)?.error(error);
  }
}
