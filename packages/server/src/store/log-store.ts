import type {
  AggregateOptions,
  AggregateResult,
  Alert,
  AlertRule,
  AlertRuleInit,
  EngineStatistics,
  IngestReport,
  LogEntry,
  LogFilters,
  QueryExplanation,
  QueryOptions,
  ResultRow,
  TimestampInput,
  VerifyReport,
} from 'log-analytics-engine';
import type { StoreExtensions } from './store-extensions.ts';

/** What goes with a batch of lines. */
export interface BatchOptions {
  /**
   * The sender's name for the batch, 1 to 128 printable ASCII characters. The same name with the same bytes within ten minutes is
   * stored once, also across a crash, and is answered with the report of the first time; with other bytes it is a BatchConflictError.
   * The batch is stored as a whole or not at all, and is on disk when it is acknowledged, unless the durability is `memory`.
   */
  readonly batchId?: string | undefined;
  /** What tells the batch from another one of its name, where that is not its bytes: a text made of what the sender sent. */
  readonly checksum?: string | undefined;
}

/** What bounds a query beside its text; times are inclusive, and all of it is as in `LogAnalyticsEngine.query`. */
export interface StoreQueryOptions {
  readonly start?: TimestampInput | undefined;
  readonly end?: TimestampInput | undefined;
  /** What relative times in the query are relative to; the time of the call unless given. */
  readonly now?: TimestampInput | undefined;
  readonly limit?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly showsStreams?: boolean | undefined;
}

/**
 * The entries and alert rules of one tenant: the methods of `LogAnalyticsEngine`, returning promises. What a method of the engine
 * throws, the promise of the same name is rejected with.
 *
 * A query sees every entry that was acknowledged before it was called. Ingestion and queries do not wait for each other. Every
 * method is rejected with a ClosedError after `close`.
 */
export interface LogStore {
  /** What queries and rules can say here. */
  readonly extensions: StoreExtensions;

  /**
   * Stores JSON lines; they are acknowledged, as the durability says, when the promise resolves. The bytes belong to the store from
   * the call on; in shared memory, until the promise is settled. Lines of several calls may share a sync.
   * @throws StorageError; none of the lines is stored then, but for calls with more than 8 MiB and no batch id: their parts stand alone
   * @throws BatchConflictError; LimitExceededError for a batch beyond 64 MiB
   */
  ingestBytes(ndjson: Uint8Array, options?: BatchOptions): Promise<IngestReport>;

  /** The rows of a query in LogsQL, batch by batch; leaving the loop cancels what is left. */
  queryBatches(text: string, options?: StoreQueryOptions): AsyncGenerator<readonly ResultRow[], void>;

  /** The same rows as JSON lines whose values are all texts, in UTF-8: what the query API of VictoriaLogs answers. */
  queryLines(text: string, options?: StoreQueryOptions): AsyncGenerator<Uint8Array, void>;

  /** Runs a query and tells how: the plan, the blocks that were read and skipped, the rows and the time of each step. */
  explainQuery(text: string, options?: StoreQueryOptions): Promise<QueryExplanation>;

  queryLogs(filters?: LogFilters, options?: QueryOptions): Promise<LogEntry[]>;
  /** As `queryLogs`, the entries as JSON texts. */
  queryJson(filters?: LogFilters, options?: QueryOptions): Promise<string[]>;
  countLogs(filters?: LogFilters): Promise<number>;
  aggregateLogs(filters?: LogFilters, options?: AggregateOptions): Promise<AggregateResult>;

  addAlertRule(rule: AlertRule | AlertRuleInit): Promise<void>;
  removeAlertRule(name: string): Promise<boolean>;
  getAlertRules(): Promise<AlertRule[]>;
  getAlerts(): Promise<Alert[]>;
  /** Adds a listener that is told of each alert as it fires. Returns what takes it away again. */
  onAlert(listener: (alert: Alert) => void): () => void;

  getStats(): Promise<EngineStatistics>;
  delete(filters: LogFilters): Promise<number>;
  flush(): Promise<void>;
  compact(): Promise<void>;
  verify(): Promise<VerifyReport>;

  /** Puts everything on disk. A second call does nothing. */
  close(): Promise<void>;
}
