import {
  type AggregateOptions,
  type AggregateResult,
  type Alert,
  type AlertRule,
  type AlertRuleInit,
  ClosedError,
  type EngineStatistics,
  type IngestReport,
  type LogEntry,
  type LogFilters,
  type NodeVfs,
  type QueryExplanation,
  type QueryOptions,
  type ResultRow,
  type VerifyReport,
} from 'log-analytics-engine';
import {
  entryOfRow,
  IngestRate,
  joinStatistics,
  joinVerifyReports,
  normalizeFilters,
  ProblemLog,
  type StoreProblem,
  selectOptionsOf,
  storageStatistics,
  wrong,
} from 'log-analytics-engine/internals';
import type { BatchOptions, LogStore, StoreQueryOptions } from './log-store.ts';
import type { StoreExtensions } from './store-extensions.ts';
import { TenantAlerts } from './tenant-alerts.ts';
import { TenantRest } from './tenant-rest.ts';
import type { ThreadPool, WorkerFaults } from './thread-pool.ts';
import type { ShardMatches, ShardState, TenantCall, TenantCallResults } from './threads/ingest-messages.ts';
import type { StreamQuery, ValueQuery, ValueResults } from './threads/query-messages.ts';
import type { TenantSnapshots } from './threads/query-thread.ts';
import { SnapshotReceiver } from './threads/snapshot-messages.ts';

/** What a store works with. */
export interface ConcurrentStoreParts {
  readonly tenant: string;
  readonly vfs: NodeVfs;
  readonly pool: ThreadPool;
  /** Whether the state of alerts is on disk when it is saved. */
  readonly isSynced: boolean;
  readonly extensions: StoreExtensions;
}

/**
 * The store of a tenant whose work is done by threads. Entries are spread over as many shards as there are ingest workers; results
 * are in the order of time, then of shards, then of arrival in the shard.
 */
export class ConcurrentLogStore implements LogStore {
  readonly tenant: string;
  readonly extensions: StoreExtensions;
  readonly #pool: ThreadPool;
  readonly #shards = new Map<number, SnapshotReceiver>();
  readonly #alerts: TenantAlerts;
  readonly #problems = new ProblemLog(Date.now);
  readonly #rate = new IngestRate();
  readonly #totals = { accepted: 0, malformed: 0, rejected: 0 };
  readonly #rest: TenantRest;
  /** What there was when it went to rest. */
  #restingStats: EngineStatistics | undefined;
  /** Until then, what rules look at was stored before the start. */
  #isOpen = false;
  #closing: Promise<void> | undefined;
  #end: () => Promise<void> = () => this.closeShards();

  private constructor({ tenant, vfs, pool, isSynced, extensions }: ConcurrentStoreParts) {
    this.tenant = tenant;
    this.extensions = extensions;
    this.#pool = pool;
    this.#alerts = new TenantAlerts({ tenant, vfs, isSynced, extensions, problems: this.#problems });
    this.#rest = new TenantRest({
      sleep: () => this.#sleep(),
      wake: () => this.#openShards(),
      clock: () => performance.now(),
    });
  }

  /**
   * Opens the shards of a tenant.
   * @param onMade is given the store before it is open, so that it can be told of states
   * @throws StorageError, UnsupportedVersionError
   */
  static async open(
    parts: ConcurrentStoreParts,
    onMade: (store: ConcurrentLogStore) => void,
  ): Promise<ConcurrentLogStore> {
    const store = new ConcurrentLogStore(parts);
    onMade(store);
    await store.#openShards();
    store.#isOpen = true;
    return store;
  }

  /** How long nobody has used it, in milliseconds; while it rests, since when it does. */
  get quietMs(): number {
    return this.#rest.quietMs;
  }

  /** Its files are closed until it is used again; figures are those of before. */
  get isResting(): boolean {
    return this.#rest.isResting;
  }

  /** Closes files, and gives memory back, until it is used again, where nobody has used it for so long. */
  async restAfter(quietMs: number): Promise<void> {
    if (this.#closing === undefined) await this.#rest.restAfter(quietMs);
  }

  /** What `work` does with the store does not keep it from resting later. */
  async inBackground<T>(work: () => Promise<T>): Promise<T> {
    return await this.#rest.inBackground(work);
  }

  /** Ends a rest, so that retention has its turn. @throws StorageError */
  async wake(): Promise<void> {
    await this.#use('waking', async () => undefined);
  }

  /** A shard has changed. */
  takeState({ shard, snapshot }: ShardState): void {
    const receiver = this.#shards.get(shard) ?? new SnapshotReceiver();
    this.#shards.set(shard, receiver);
    receiver.take(snapshot);
  }

  /** Rows came in that alert rules look at. */
  takeMatches(matches: ShardMatches): void {
    this.#alerts.take(matches, this.#isOpen);
  }

  takeProblem(problem: StoreProblem): void {
    this.#problems.add(problem);
  }

  /** Opens the shards of an ingest worker that was started anew. */
  async reopen(worker: number): Promise<void> {
    if (this.#closing !== undefined || this.isResting) return;
    try {
      if (this.#alerts.ruleCount === 0) await this.#pool.ingest.call(worker, this.tenant, { method: 'open' });
      else await this.#pool.ingest.call(worker, this.tenant, this.#watchCall());
    } catch (error) {
      this.#problems.add({ kind: 'maintenance-failed', message: `opening shards again: ${(error as Error).message}` });
    }
  }

  async ingestBytes(ndjson: Uint8Array, options: BatchOptions = {}): Promise<IngestReport> {
    if (!(ndjson instanceof Uint8Array)) throw wrong('ndjson', 'a Uint8Array of JSON lines', ndjson);
    const report = await this.#use('ingestBytes', () => this.#pool.ingest.store(this.tenant, ndjson, options));
    this.#totals.accepted += report.accepted;
    this.#totals.malformed += report.malformed;
    this.#totals.rejected += report.rejected;
    if (report.accepted > 0) this.#rate.add(report.accepted, Date.now());
    return report;
  }

  queryBatches(text: string, options: StoreQueryOptions = {}): AsyncGenerator<readonly ResultRow[], void> {
    return this.#batches('rows', text, options) as AsyncGenerator<readonly ResultRow[], void>;
  }

  queryLines(text: string, options: StoreQueryOptions = {}): AsyncGenerator<Uint8Array, void> {
    return this.#batches('lines', text, options) as AsyncGenerator<Uint8Array, void>;
  }

  async explainQuery(text: string, { signal, ...options }: StoreQueryOptions = {}): Promise<QueryExplanation> {
    if (typeof text !== 'string') throw wrong('the query', 'text in LogsQL', text);
    const query = { kind: 'explain', text, options } as const;
    return await this.#use('explainQuery', () =>
      this.#pool.query.explanation(this.tenant, query, this.#snapshots(), signal),
    );
  }

  async queryLogs(filters: LogFilters = {}, options: QueryOptions = {}): Promise<LogEntry[]> {
    selectOptionsOf(options);
    const { texts, ms, subMs } = await this.#value('queryLogs', {
      kind: 'entries',
      filters: checked(filters),
      options,
    });
    return texts.map((json, row) => entryOfRow(json, () => ({ ms: ms[row]!, subMs: subMs[row]! }), Date.now));
  }

  async queryJson(filters: LogFilters = {}, options: QueryOptions = {}): Promise<string[]> {
    selectOptionsOf(options);
    return await this.#value('queryJson', { kind: 'texts', filters: checked(filters), options });
  }

  async countLogs(filters: LogFilters = {}): Promise<number> {
    return await this.#value('countLogs', { kind: 'count', filters: checked(filters) });
  }

  async aggregateLogs(filters: LogFilters = {}, options: AggregateOptions = {}): Promise<AggregateResult> {
    return await this.#value('aggregateLogs', { kind: 'aggregate', filters: checked(filters), options });
  }

  async addAlertRule(rule: AlertRule | AlertRuleInit): Promise<void> {
    await this.#use('addAlertRule', async () => {
      this.#alerts.setRule(rule);
      await this.#watchAll();
    });
  }

  async removeAlertRule(name: string): Promise<boolean> {
    return await this.#use('removeAlertRule', async () => {
      const isRemoved = this.#alerts.removeRule(name);
      if (isRemoved) await this.#watchAll();
      return isRemoved;
    });
  }

  async getAlertRules(): Promise<AlertRule[]> {
    this.#requireOpen('getAlertRules');
    return this.#alerts.getRules();
  }

  async getAlerts(): Promise<Alert[]> {
    this.#requireOpen('getAlerts');
    return this.#alerts.getAlerts();
  }

  onAlert(listener: (alert: Alert) => void): () => void {
    this.#requireOpen('onAlert');
    return this.#alerts.onAlert(listener);
  }

  async getStats(): Promise<EngineStatistics> {
    this.#requireOpen('getStats');
    if (this.isResting) await this.#rest.settled();
    // To look at figures is no use: it opens nothing, and keeps nothing open.
    if (this.isResting && this.#restingStats !== undefined) return this.#restingStats;
    return await this.inBackground(() => this.#use('getStats', () => this.#statistics()));
  }

  async #statistics(): Promise<EngineStatistics> {
    const [content, shards] = await Promise.all([
      this.#pool.query.value(this.tenant, { kind: 'content' }, this.#snapshots()),
      this.#pool.ingest.callAll(this.tenant, { method: 'statistics' }),
    ]);
    const { accepted, malformed, rejected } = this.#totals;
    return {
      ...content,
      ...storageStatistics(joinStatistics(shards)),
      ingestRatePerSecond: this.#rate.perSecond(Date.now()),
      rules: this.#alerts.ruleCount,
      alerts: this.#alerts.alertCount,
      accepted,
      malformed,
      rejected,
      droppedByHooks: 0,
      hookErrors: this.#alerts.hookFailureCount,
      problems: this.#problems.list(),
      problemCount: this.#problems.totalCount,
    };
  }

  async delete(filters: LogFilters): Promise<number> {
    const counts = await this.#callAll('delete', { method: 'delete', filters: checked(filters) });
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async flush(): Promise<void> {
    this.#requireOpen('flush');
    // All of a store that rests is in its files.
    if (this.isResting) return;
    await this.#callAll('flush', { method: 'flush' });
    this.#alerts.save();
  }

  async compact(): Promise<void> {
    await this.#callAll('compact', { method: 'compact' });
  }

  async verify(): Promise<VerifyReport> {
    return joinVerifyReports(await this.#callAll('verify', { method: 'verify' }));
  }

  async close(): Promise<void> {
    await this.#end();
  }

  /** Lets `close` do more than close this store: `end` calls `closeShards`. */
  closeWith(end: () => Promise<void>): void {
    this.#end = end;
  }

  /** Closes the store, and nothing else. A second call does nothing. */
  async closeShards(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** Threads that have ended by themselves and were replaced, by what they did; they serve other tenants too. */
  faults(): WorkerFaults {
    return this.#pool.faults;
  }

  async #close(): Promise<void> {
    try {
      if (!this.isResting) await this.#closeFiles();
      else await this.#rest.settled();
    } finally {
      this.#alerts.close();
    }
  }

  async #closeFiles(): Promise<void> {
    this.#pool.query.forget(this.tenant);
    await this.#pool.ingest.callAll(this.tenant, { method: 'close' });
  }

  async #openShards(): Promise<void> {
    await this.#pool.ingest.open(this.tenant);
    if (this.#alerts.ruleCount > 0) await this.#watchAll();
  }

  /** What fails here is met again by whoever uses the store next. */
  async #sleep(): Promise<void> {
    try {
      this.#restingStats = undefined;
      this.#restingStats = { ...(await this.#statistics()), ingestRatePerSecond: 0, headRows: 0 };
      this.#alerts.save();
      await this.#closeFiles();
    } catch (error) {
      this.#problems.add({
        kind: 'maintenance-failed',
        message: `closing an idle tenant: ${(error as Error).message}`,
      });
    } finally {
      this.#shards.clear();
    }
  }

  /** Does something with the open shards. @throws ClosedError, StorageError, what `work` throws */
  async #use<T>(operation: string, work: () => Promise<T>): Promise<T> {
    this.#requireOpen(operation);
    const awake = this.#rest.enter();
    try {
      if (awake !== undefined) await awake;
      return await work();
    } finally {
      this.#rest.leave();
    }
  }

  /** Tells all ingest workers what rules look for. */
  async #watchAll(): Promise<void> {
    await this.#pool.ingest.callAll(this.tenant, this.#watchCall());
  }

  #watchCall(): Extract<TenantCall, { readonly method: 'watch' }> {
    return { method: 'watch', conditions: this.#alerts.conditions(), positions: this.#alerts.positions };
  }

  async *#batches(
    kind: StreamQuery['kind'],
    text: string,
    { signal, ...options }: StoreQueryOptions,
  ): AsyncGenerator<readonly ResultRow[] | Uint8Array, void> {
    this.#requireOpen('a query');
    if (typeof text !== 'string') throw wrong('the query', 'text in LogsQL', text);
    const awake = this.#rest.enter();
    try {
      if (awake !== undefined) await awake;
      yield* this.#pool.query.batches(this.tenant, { kind, text, options }, this.#snapshots(), signal);
    } finally {
      this.#rest.leave();
    }
  }

  async #value<Q extends ValueQuery>(operation: string, query: Q): Promise<ValueResults[Q['kind']]> {
    return await this.#use(operation, () => this.#pool.query.value(this.tenant, query, this.#snapshots()));
  }

  async #callAll<C extends TenantCall>(operation: string, call: C): Promise<TenantCallResults[C['method']][]> {
    return await this.#use(operation, () => this.#pool.ingest.callAll(this.tenant, call));
  }

  /** Everything that is acknowledged by now. */
  #snapshots(): TenantSnapshots {
    return new Map([...this.#shards].map(([shard, { current }]) => [shard, current]));
  }

  #requireOpen(operation: string): void {
    if (this.#closing !== undefined) throw new ClosedError(operation);
  }
}

/** @throws InvalidArgumentError for filters that are not well formed: what could not be posted is none */
function checked(filters: LogFilters): LogFilters {
  normalizeFilters(filters);
  return filters;
}
