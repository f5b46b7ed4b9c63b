import { setImmediate } from 'node:timers/promises';
import type { Transferable } from 'node:worker_threads';
import { CancelledError, CorruptionError, NodeVfs, QueryLanguage } from 'log-analytics-engine';
import {
  BatchLimit,
  type CancelSignal,
  ColumnCache,
  contentStatistics,
  EngineQueries,
  instantOf,
  logsqlRun,
  runQuery,
  type SoundBlocks,
} from 'log-analytics-engine/internals';
import { messageOfError } from './error-message.ts';
import {
  BATCHES_UNDER_WAY,
  type QueryReply,
  type QueryRequest,
  type QuerySetup,
  type StreamQuery,
  type TenantSnapshotMessage,
  type TimedTexts,
  type ValueQuery,
} from './query-messages.ts';
import { ResultSender, type SentBatch } from './result-sender.ts';
import { TenantView } from './tenant-view.ts';

type Reply = (reply: QueryReply, transfer?: Transferable[]) => void;
type Run = Extract<QueryRequest, { readonly kind: 'run' }>;

/** Queries of this worker take turns after so many milliseconds. */
const TURN_MS = 4;

/** A query whose receiver is slow waits here. */
interface RunningStream {
  credits: number;
  wake: (() => void) | undefined;
}

/** What a query worker does: it runs queries over snapshots of what ingest workers have stored, several at a time by turns. */
export class QueryServer {
  readonly #setup: QuerySetup;
  readonly #reply: Reply;
  readonly #vfs: NodeVfs;
  readonly #cache: ColumnCache;
  readonly #language = new QueryLanguage();
  readonly #tenants = new Map<string, TenantView>();
  readonly #streams = new Map<number, RunningStream>();

  constructor(setup: QuerySetup, reply: Reply) {
    this.#setup = setup;
    this.#reply = reply;
    this.#vfs = new NodeVfs(setup.directory);
    this.#cache = new ColumnCache(setup.cacheBytes);
  }

  handle(request: QueryRequest): void {
    switch (request.kind) {
      case 'run':
        void this.#run(request);
        break;
      case 'taken': {
        const stream = this.#streams.get(request.id);
        if (stream !== undefined) stream.credits++;
        stream?.wake?.();
        break;
      }
      case 'cancelled':
        this.#streams.get(request.id)?.wake?.();
        break;
      case 'forget':
        this.#tenants.get(request.tenant)?.close();
        this.#tenants.delete(request.tenant);
        break;
      case 'fail':
        throw new Error('this worker was told to fail');
    }
  }

  async #run({ id, tenant, query, snapshot, cancelFlag }: Run): Promise<void> {
    const signal = signalOf(cancelFlag);
    let release: (() => void) | undefined;
    try {
      const { blocks, release: releaseSnapshot } = this.#viewOf(tenant).at(snapshot satisfies TenantSnapshotMessage);
      release = releaseSnapshot;
      if (isStream(query)) {
        await this.#stream(id, query, blocks, signal);
        this.#reply({ kind: 'result', id, value: undefined });
      } else this.#reply({ kind: 'result', id, value: this.#valueOf(query, blocks) });
    } catch (error) {
      this.#reply({ kind: 'error', id, error: messageOfError(error) });
    } finally {
      release?.();
    }
  }

  #valueOf(query: ValueQuery, blocks: SoundBlocks): unknown {
    const { queryTimeoutMs, queryMemoryBytes } = this.#setup;
    const queries = new EngineQueries(blocks, { clock: Date.now, queryTimeoutMs, queryMemoryBytes });
    switch (query.kind) {
      case 'entries':
        return timedTexts(queries, query);
      case 'texts':
        return queries.texts(query.filters, query.options);
      case 'count':
        return queries.count(query.filters);
      case 'aggregate':
        return queries.aggregate(query.filters, query.options);
      case 'content':
        return contentStatistics(queries, blocks);
    }
  }

  async #stream(id: number, query: StreamQuery, blocks: SoundBlocks, signal: CancelSignal): Promise<void> {
    const stream: RunningStream = { credits: BATCHES_UNDER_WAY, wake: undefined };
    this.#streams.set(id, stream);
    try {
      while (!(await this.#attempt(id, query, blocks, signal, stream)));
    } finally {
      this.#streams.delete(id);
    }
  }

  /** Returns false where a block was found to be damaged before anything was sent: it is left out at the next attempt. */
  async #attempt(
    id: number,
    { kind, text, options }: StreamQuery,
    blocks: SoundBlocks,
    signal: CancelSignal,
    stream: RunningStream,
  ): Promise<boolean> {
    const { queryTimeoutMs, queryMemoryBytes } = this.#setup;
    const limits = { clock: Date.now, queryTimeoutMs, queryMemoryBytes, language: this.#language };
    const sender = new ResultSender(kind, async (batch) => {
      await creditOf(stream, signal);
      this.#sendBatch(id, batch);
    });
    let turnEndsMs = performance.now() + TURN_MS;
    try {
      const { query, settings, limit } = logsqlRun(text, { ...options, signal }, limits);
      const cut = new BatchLimit(limit);
      for (const batches of runQuery(query, { source: blocks, ...settings })) {
        await sender.add(cut.take(batches));
        if (cut.isReached) break;
        if (performance.now() < turnEndsMs) continue;
        await setImmediate();
        turnEndsMs = performance.now() + TURN_MS;
      }
      await sender.finish();
      return true;
    } catch (error) {
      if (!(error instanceof CorruptionError) || sender.hasSent) throw error;
      blocks.leaveOut(error);
      return false;
    }
  }

  #sendBatch(id: number, batch: SentBatch): void {
    if (!(batch instanceof Uint8Array)) {
      this.#reply({ kind: 'batch', id, batch });
      return;
    }
    const bytes = batch.byteLength === batch.buffer.byteLength ? batch : new Uint8Array(batch);
    this.#reply({ kind: 'batch', id, batch: bytes }, [bytes.buffer as ArrayBuffer]);
  }

  #viewOf(tenant: string): TenantView {
    let view = this.#tenants.get(tenant);
    if (view === undefined) {
      view = new TenantView({
        vfs: this.#vfs,
        tenant,
        settings: this.#setup.settings,
        cache: this.#cache,
        onProblem: (problem) => this.#reply({ kind: 'problem', tenant, problem }),
      });
      this.#tenants.set(tenant, view);
    }
    return view;
  }
}

/** Resolves when a batch may be sent. @throws CancelledError */
async function creditOf(stream: RunningStream, signal: CancelSignal): Promise<void> {
  while (stream.credits === 0 && !signal.aborted) {
    await new Promise<void>((resolve) => {
      stream.wake = resolve;
    });
  }
  stream.wake = undefined;
  if (signal.aborted) throw new CancelledError();
  stream.credits--;
}

function isStream(query: StreamQuery | ValueQuery): query is StreamQuery {
  return query.kind === 'rows' || query.kind === 'lines';
}

function signalOf(flag: Int32Array): CancelSignal {
  return {
    get aborted(): boolean {
      return Atomics.load(flag, 0) === 1;
    },
  };
}

function timedTexts(
  queries: EngineQueries,
  { filters, options }: Extract<ValueQuery, { readonly kind: 'entries' | 'texts' }>,
): TimedTexts {
  const rows = queries.rows(filters, options, ({ block, row }, json) => ({ json, instant: instantOf(block, row) }));
  return {
    texts: rows.map(({ json }) => json),
    ms: Float64Array.from(rows, ({ instant }) => instant.ms),
    subMs: Uint32Array.from(rows, ({ instant }) => instant.subMs),
  };
}
