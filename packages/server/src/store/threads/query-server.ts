import type { Transferable } from 'node:worker_threads';
import { type EngineExtension, type FieldIndex, NodeVfs, type QueryExplanation } from 'log-analytics-engine';
import {
  ColumnCache,
  contentStatistics,
  EngineQueries,
  instantOf,
  resolveEngineOptions,
  type SoundBlocks,
} from 'log-analytics-engine/internals';
import type { BlockShare } from './block-share.ts';
import { cancelSignalOf } from './cancel-signal.ts';
import { messageOfError } from './error-message.ts';
import { ExplainRun } from './explain-run.ts';
import { QueryHelper } from './query-helper.ts';
import type { QueryLimits } from './query-limits.ts';
import type {
  AnyQuery,
  ExplainQuery,
  QueryReply,
  QueryRequest,
  QuerySetup,
  StreamQuery,
  TimedTexts,
  ValueQuery,
} from './query-messages.ts';
import type { SentBatch } from './sent-batch.ts';
import { StreamRun } from './stream-run.ts';
import { type TenantSnapshot, TenantView } from './tenant-view.ts';

type Reply = (reply: QueryReply, transfer?: Transferable[]) => void;
type Run = Extract<QueryRequest, { readonly kind: 'run' }>;
type Help = Extract<QueryRequest, { readonly kind: 'help' }>;

/** What a query worker does: it runs queries over snapshots of what ingest workers have stored, several at a time by turns. */
export class QueryServer {
  readonly #setup: QuerySetup;
  readonly #limits: QueryLimits;
  readonly #indexes: readonly (string | FieldIndex)[];
  readonly #reply: Reply;
  readonly #vfs: NodeVfs;
  readonly #cache: ColumnCache;
  readonly #tenants = new Map<string, TenantView>();
  /** Those that are not done at once. */
  readonly #runs = new Map<number, StreamRun | ExplainRun>();

  constructor(setup: QuerySetup, extensions: readonly EngineExtension[], reply: Reply) {
    const { queryTimeoutMs, queryMemoryBytes, settings } = setup;
    const { language, indexes } = resolveEngineOptions({ extensions, indexes: settings.indexes });
    this.#setup = setup;
    this.#limits = { clock: Date.now, queryTimeoutMs, queryMemoryBytes, language };
    this.#indexes = indexes;
    this.#reply = reply;
    this.#vfs = new NodeVfs(setup.directory);
    this.#cache = new ColumnCache(setup.cacheBytes);
  }

  handle(request: QueryRequest): void {
    switch (request.kind) {
      case 'run':
        void this.#run(request);
        break;
      case 'help':
        this.#help(request);
        break;
      case 'taken': {
        const run = this.#runs.get(request.id);
        if (run instanceof StreamRun) run.taken();
        break;
      }
      case 'cancelled':
        this.#runs.get(request.id)?.cancelled();
        break;
      case 'forget':
        this.#tenants.get(request.tenant)?.close();
        this.#tenants.delete(request.tenant);
        break;
      case 'fail':
        throw new Error('this worker was told to fail');
    }
  }

  async #run(request: Run): Promise<void> {
    const { id, tenant, query, snapshot } = request;
    try {
      this.#viewOf(tenant).take(snapshot);
      const value = isStepwise(query) ? await this.#inSteps(request, query) : this.#valueOf(request, query);
      this.#reply({ kind: 'result', id, value });
    } catch (error) {
      this.#reply({ kind: 'error', id, error: messageOfError(error) });
    } finally {
      for (const port of request.helpers) port.close();
    }
  }

  async #inSteps(
    { id, tenant, snapshot, share, helpers, cancelFlag }: Run,
    query: StreamQuery | ExplainQuery,
  ): Promise<QueryExplanation | undefined> {
    const open = (opened: BlockShare | null): TenantSnapshot => this.#viewOf(tenant).at(snapshot, opened);
    const settings = { limits: this.#limits, cancelFlag, open };
    const run =
      query.kind === 'explain'
        ? new ExplainRun({ ...settings, query })
        : new StreamRun({ ...settings, query, send: (batch) => this.#sendBatch(id, batch) });
    this.#runs.set(id, run);
    try {
      return (await run.run(share, helpers)) ?? undefined;
    } finally {
      this.#runs.delete(id);
    }
  }

  #valueOf({ tenant, snapshot, share }: Run, query: ValueQuery): unknown {
    const { blocks, release } = this.#viewOf(tenant).at(snapshot, share);
    try {
      return answerOf(query, blocks, this.#limits);
    } finally {
      release();
    }
  }

  #help({ tenant, snapshot, share, cancelFlag, port }: Help): void {
    try {
      const view = this.#viewOf(tenant);
      view.take(snapshot);
      new QueryHelper(port, view.at(snapshot, share), cancelSignalOf(cancelFlag), this.#limits);
    } catch {
      // The worker that asks finds its port closed, and the query is asked again.
      port.close();
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
        indexes: this.#indexes,
        cache: this.#cache,
        onProblem: (problem) => this.#reply({ kind: 'problem', tenant, problem }),
      });
      this.#tenants.set(tenant, view);
    }
    return view;
  }
}

function isStepwise(query: AnyQuery): query is StreamQuery | ExplainQuery {
  return query.kind === 'rows' || query.kind === 'lines' || query.kind === 'explain';
}

function answerOf(query: ValueQuery, blocks: SoundBlocks, limits: QueryLimits): unknown {
  const queries = new EngineQueries(blocks, limits);
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
