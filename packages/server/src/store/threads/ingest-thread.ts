import { isMarkedAsUntransferable } from 'node:worker_threads';
import type { StoreProblem } from 'log-analytics-engine/internals';
import type { WorkerLostError } from '../../errors/server-error.ts';
import { errorOfMessage } from './error-message.ts';
import type {
  BatchName,
  BundleAnswer,
  IngestReply,
  IngestRequest,
  IngestSetup,
  ShardMatches,
  ShardState,
  TenantCall,
  TenantCallResults,
} from './ingest-messages.ts';
import type { PartCounts } from './part-counts.ts';
import { startWorker } from './start-worker.ts';
import { SupervisedThread } from './supervised-thread.ts';

/** Requests of one tenant are handed on together up to so many bytes. */
const BUNDLE_BYTES = 1024 * 1024;
/** Bytes are large from here on, and a buffer may have so many more than are used of it. */
const LARGE_BYTES = 1024 * 1024;
const UNUSED_BYTES_MAX = 512 * 1024;
const LINE_FEED = 0x0a;

interface Waiting {
  readonly bytes: Uint8Array;
  /** Of `bytes`, which are handed over. */
  readonly byteLength: number;
  readonly name: BatchName | undefined;
  readonly resolve: (counts: PartCounts) => void;
  readonly reject: (error: Error) => void;
}

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface IngestThreadEvents {
  /** A shard has changed; called before what depends on it is answered. */
  readonly onState: (state: ShardState) => void;
  /** Rows that alert rules look at; called before they are acknowledged. */
  readonly onMatches: (matches: ShardMatches) => void;
  readonly onProblem: (tenant: string, problem: StoreProblem) => void;
  /** The thread was started anew: it has no tenant open. */
  readonly onRestart: () => void;
}

/** An ingest worker, as the main thread sees it. What comes in within one turn of the event loop is handed on together. */
export class IngestThread {
  readonly #thread: SupervisedThread<IngestRequest, IngestReply>;
  readonly #events: IngestThreadEvents;
  /** By tenant. */
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #bundles = new Map<number, readonly Waiting[]>();
  readonly #calls = new Map<number, Call>();
  #isFlushDue = false;
  #nextId = 0;
  #pendingBytes = 0;

  constructor(setup: IngestSetup, events: IngestThreadEvents) {
    this.#events = events;
    this.#thread = new SupervisedThread({
      name: `the ingest worker ${setup.shard}`,
      start: () => startWorker('ingest-worker', { name: `ingest-${setup.shard}`, data: setup }),
      onReply: (reply: IngestReply) => this.#take(reply),
      onFault: (error) => this.#failed(error),
    });
    this.#thread.start();
  }

  /** Bytes that are not acknowledged yet. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  get faultCount(): number {
    return this.#thread.faultCount;
  }

  /**
   * Stores lines; they are stored, all of them, when the promise resolves.
   * @param name of lines that are stored once, however often they come
   * @throws StorageError, BatchConflictError, LimitExceededError; none is stored then
   * @throws WorkerLostError when the worker has ended; nobody knows then
   */
  append(tenant: string, bytes: Uint8Array, name?: BatchName): Promise<PartCounts> {
    return new Promise((resolve, reject) => {
      this.#pendingBytes += bytes.length;
      this.#thread.asked();
      const waiting = this.#waiting.get(tenant);
      const request = { bytes, byteLength: bytes.length, name, resolve, reject };
      if (waiting === undefined) this.#waiting.set(tenant, [request]);
      else waiting.push(request);
      if (this.#isFlushDue) return;
      this.#isFlushDue = true;
      setImmediate(() => this.#flush());
    });
  }

  /** Asks something of the store of a tenant; lines that came before are stored before. */
  call<C extends TenantCall>(tenant: string, call: C): Promise<TenantCallResults[C['method']]> {
    this.#flush();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#thread.post({ kind: 'call', id, tenant, call });
      this.#thread.asked();
      this.#calls.set(id, { resolve: resolve as Call['resolve'], reject });
    });
  }

  /** Lets the worker end by a fault. For tests. */
  async fail(how: 'throw' | 'terminate'): Promise<void> {
    if (how === 'terminate') await this.#thread.terminate();
    else this.#thread.post({ kind: 'fail' });
  }

  async close(): Promise<void> {
    await this.#thread.close();
    this.#rejectAll(new Error('closed'));
  }

  #flush(): void {
    this.#isFlushDue = false;
    for (const [tenant, waiting] of this.#waiting) {
      this.#waiting.delete(tenant);
      for (const group of groupsOf(waiting)) this.#post(tenant, group);
    }
  }

  #post(tenant: string, group: readonly Waiting[]): void {
    const id = this.#nextId++;
    const { bytes, ends } = joined(group);
    const names = group.flatMap(({ name }, request) => (name === undefined ? [] : [[request, name] as const]));
    this.#bundles.set(id, group);
    try {
      const { buffer } = bytes;
      const transfer = buffer instanceof ArrayBuffer ? [buffer] : [];
      this.#thread.post({ kind: 'append', bundle: { id, tenant, bytes, ends, names } }, transfer);
    } catch (error) {
      this.#settle(id, ({ reject }) => reject(error as Error));
    }
  }

  #take(reply: IngestReply): void {
    if (reply.kind === 'problem') {
      this.#events.onProblem(reply.tenant, reply.problem);
      return;
    }
    if (reply.kind === 'failed') {
      const error = errorOfMessage(reply.error);
      for (const id of reply.bundles) this.#settle(id, ({ reject }) => reject(error));
      return;
    }
    for (const state of reply.states) this.#events.onState(state);
    if (reply.kind === 'stored' || reply.kind === 'result') {
      for (const matches of reply.matches) this.#events.onMatches(matches);
    }
    if (reply.kind === 'stored') {
      for (const answer of reply.answers) this.#acknowledge(answer);
    } else if (reply.kind === 'result') this.#answer(reply.id)?.resolve(reply.value);
    else if (reply.kind === 'error') this.#answer(reply.id)?.reject(errorOfMessage(reply.error));
  }

  #acknowledge({ id, counts, errors, conflicts }: BundleAnswer): void {
    const described = new Map(errors);
    const refused = new Map(conflicts);
    this.#settle(id, ({ resolve, reject }, index) => {
      const conflict = refused.get(index);
      if (conflict !== undefined) return reject(errorOfMessage(conflict));
      resolve({
        accepted: counts[index * 3]!,
        malformed: counts[index * 3 + 1]!,
        rejected: counts[index * 3 + 2]!,
        errors: described.get(index) ?? [],
      });
    });
  }

  #settle(id: number, settle: (waiting: Waiting, index: number) => void): void {
    const group = this.#bundles.get(id);
    this.#bundles.delete(id);
    group?.forEach((waiting, index) => {
      this.#release(waiting);
      settle(waiting, index);
    });
  }

  #release({ byteLength }: Waiting): void {
    this.#pendingBytes -= byteLength;
    this.#thread.answered();
  }

  #answer(id: number): Call | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    this.#thread.answered();
    return call;
  }

  #failed(error: WorkerLostError): void {
    this.#rejectAll(error);
    this.#events.onRestart();
  }

  #rejectAll(error: Error): void {
    for (const id of [...this.#bundles.keys()]) this.#settle(id, ({ reject }) => reject(error));
    for (const id of [...this.#calls.keys()]) this.#answer(id)?.reject(error);
  }
}

/** Cuts what waits into groups that are neither too large nor split a request. */
function* groupsOf(waiting: readonly Waiting[]): Generator<readonly Waiting[]> {
  let start = 0;
  let bytes = 0;
  for (const [index, { bytes: lines }] of waiting.entries()) {
    if (index > start && bytes + lines.length > BUNDLE_BYTES) {
      yield waiting.slice(start, index);
      start = index;
      bytes = 0;
    }
    bytes += lines.length;
  }
  yield start === 0 ? waiting : waiting.slice(start);
}

/** The lines of a group in memory that can be handed over: that of the caller where a buffer holds nothing else, else a copy. */
function joined(group: readonly Waiting[]): { bytes: Uint8Array; ends: Uint32Array } {
  const [{ bytes: first }] = group as readonly [Waiting];
  if (group.length === 1) {
    const isTheirs = first.buffer instanceof SharedArrayBuffer || canTransfer(first);
    return { bytes: isTheirs ? first : new Uint8Array(first), ends: Uint32Array.of(first.length) };
  }
  const ends = new Uint32Array(group.length);
  let length = 0;
  for (const { bytes } of group) length += bytes.length + (bytes.at(-1) === LINE_FEED ? 0 : 1);
  const joinedBytes = new Uint8Array(length);
  let at = 0;
  for (const [index, { bytes }] of group.entries()) {
    joinedBytes.set(bytes, at);
    at += bytes.length;
    if (bytes.at(-1) !== LINE_FEED) joinedBytes[at++] = LINE_FEED;
    ends[index] = at;
  }
  return { bytes: joinedBytes, ends };
}

/**
 * Whether the buffer of these bytes can be handed over with them. Large bytes at the start of a buffer that is hardly longer have it
 * for themselves: parts of a larger body end or begin elsewhere, and what is read from sockets is small.
 */
function canTransfer({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  const unused = buffer.byteLength - byteLength;
  const isAlone = unused === 0 || (byteOffset === 0 && byteLength >= LARGE_BYTES && unused <= UNUSED_BYTES_MAX);
  return buffer instanceof ArrayBuffer && isAlone && !isMarkedAsUntransferable(buffer);
}
