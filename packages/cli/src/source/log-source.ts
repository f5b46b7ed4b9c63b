import type {
  AlertRule,
  AlertRuleInit,
  AlertSeverity,
  EngineStatistics,
  LogFilters,
  QueryExplanation,
  QueryOptions,
  ResultRow,
  TimestampInput,
} from 'log-analytics-engine';

/** What bounds a query beside its text; times are inclusive. */
export interface SourceQueryOptions {
  readonly start?: TimestampInput | undefined;
  readonly end?: TimestampInput | undefined;
  /** The most rows; all unless given. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a live view goes on. */
export interface TailOptions {
  /** Rows so long before now are shown first, in milliseconds. */
  readonly startOffsetMs: number;
  readonly signal: AbortSignal;
}

/** An alert as it is shown. */
export interface ShownAlert {
  readonly ruleName: string;
  readonly severity: AlertSeverity;
  /** RFC 3339. */
  readonly triggeredAt: string;
  readonly count: number;
  readonly message: string;
}

/** Where the entries are that a command asks for: a directory, or a server. */
export interface LogSource {
  /**
   * The rows of a query in LogsQL, batch by batch. A directory gives values as they are stored; a server all of them as texts.
   * @throws QuerySyntaxError, UsageError, CommandFailedError
   */
  query(text: string, options: SourceQueryOptions): AsyncIterable<readonly ResultRow[]>;

  /** Runs a query to be told how. @throws as `query` */
  explain(text: string, options: SourceQueryOptions): Promise<QueryExplanation>;

  /** The rows of a query as they come in, until the signal fires. @throws as `query` */
  tail(text: string, options: TailOptions): AsyncIterable<readonly ResultRow[]>;

  /** The entries that pass, as JSON texts. @throws InvalidArgumentError, UsageError, CommandFailedError */
  entries(filters: LogFilters, options: QueryOptions): Promise<readonly string[]>;

  /** How many entries pass. @throws as `entries` */
  count(filters: LogFilters): Promise<number>;

  stats(): Promise<EngineStatistics>;
  rules(): Promise<readonly AlertRule[]>;
  /** The newest last. */
  alerts(rule: string | undefined): Promise<readonly ShownAlert[]>;
}

/** The same, to be changed. */
export interface ChangeableSource extends LogSource {
  /** @throws InvalidArgumentError, UsageError, CommandFailedError */
  addRule(rule: AlertRuleInit): Promise<void>;
  /** Returns whether there was one. */
  removeRule(name: string): Promise<boolean>;
  /** Deletes the entries that pass for good; returns how many. */
  delete(filters: LogFilters): Promise<number>;
}
