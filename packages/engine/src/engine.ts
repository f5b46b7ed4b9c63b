import { setImmediate } from 'node:timers/promises';
import type { Alert } from './alerting/alert.ts';
import type { AlertHook } from './alerting/alert-hooks.ts';
import type { AlertRule } from './alerting/alert-rule.ts';
import type { AlertRuleInit } from './alerting/alert-rule-init.ts';
import { EngineAlerts } from './engine-alerts.ts';
import { type EngineOptions, type ResolvedOptions, resolveEngineOptions } from './engine-options.ts';
import { EngineQueries } from './engine-queries.ts';
import { type EngineStatistics, engineStatistics } from './engine-statistics.ts';
import type { LogEntry, LogEntryInit } from './entry/log-entry.ts';
import type { LogFilters } from './entry/log-filters.ts';
import { ClosedError, ReadOnlyError } from './errors/engine-error.ts';
import { type FileIngestOptions, type FileIngestReport, ingestFile } from './file-ingest.ts';
import type { IngestReport } from './ingest-report.ts';
import { type BatchName, Ingestion } from './ingestion.ts';
import { type ExplainableOptions, type LogsqlOptions, logsqlBatches, logsqlExplanation } from './logsql-queries.ts';
import { metricsOf, metricsToJson, metricsToPrometheus } from './metrics.ts';
import type { PreIngestHook } from './pre-ingest-hooks.ts';
import { ProblemLog } from './problem-log.ts';
import type { AggregateOptions } from './query/aggregate-options.ts';
import type { AggregateResult } from './query/aggregate-rows.ts';
import type { QueryExplanation } from './query/explain/query-explanation.ts';
import type { FilterExtension } from './query/extensions/filter-extension.ts';
import type { PipeExtension } from './query/extensions/pipe-extension.ts';
import type { StatsFunctionExtension } from './query/extensions/stats-function-extension.ts';
import type { ResultRow } from './query/pipeline/query-rows.ts';
import type { QueryLanguage } from './query/query-language.ts';
import type { PartMessage, PartTask } from './query/split/part-task.ts';
import type { QueryOptions } from './query-options.ts';
import { type PartOptions, partMessages } from './query-part.ts';
import { rowBySequence } from './row-by-sequence.ts';
import { ruleCompiler } from './rule-compiler.ts';
import { SoundBlocks } from './sound-blocks.ts';
import { DEFAULT_TENANT, TENANTS_DIRECTORY } from './storage/directory-layout.ts';
import type { FileInput } from './storage/file-source.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';
import { NodeVfs } from './storage/node-vfs.ts';
import { TenantStore } from './storage/tenant-store.ts';
import { readTextFile, replaceTextFile } from './storage/text-file.ts';
import type { VerifyReport } from './storage/verify-shard.ts';
import { joinPath } from './storage/vfs-path.ts';
import { entryOfRow } from './stored-entry.ts';
import { wrong } from './wrong-argument.ts';

const ALERTS_FILE = 'alerts.state';

/**
 * A store of log entries with queries and alerts, in the memory of this process or in a directory. Everything is done when a call
 * returns; one thread uses an engine, and one process writes to a directory.
 *
 * Every method throws a ClosedError after `close`, and those that change something a ReadOnlyError on an engine that was opened
 * read-only.
 *
 * @example
 * const engine = new LogAnalyticsEngine({ directory: 'logs' });
 * engine.ingestLog({ level: 'ERROR', source: 'api', message: 'connection lost', metadata: { user_id: 7 } });
 * engine.queryLogs({ level: 'error', keyword: 'connection' }, { sortDesc: true, pageSize: 10 });
 * engine.close();
 */
export class LogAnalyticsEngine implements Disposable {
  readonly #options: ResolvedOptions;
  readonly #problems: ProblemLog;
  readonly #alerts: EngineAlerts;
  readonly #store: TenantStore;
  readonly #blocks: SoundBlocks;
  readonly #queries: EngineQueries;
  readonly #ingestion: Ingestion;
  #isClosed = false;

  /**
   * @throws InvalidArgumentError for an unknown option or an impossible value
   * @throws LockedError where another process writes to the directory
   * @throws StorageError, UnsupportedVersionError. Damage does not throw: see `getStats().problems`.
   */
  constructor(options: EngineOptions = {}) {
    this.#options = resolveEngineOptions(options);
    const { clock, readOnly, durability, directory, vfs: given, ...rest } = this.#options;
    const vfs = given ?? (directory === undefined ? new MemoryVfs() : new NodeVfs(directory));
    this.#problems = new ProblemLog(clock);
    const readEntry = (json: string): LogEntry => entryOfRow(json, () => ({ ms: clock(), subMs: 0 }), clock);
    this.#alerts = new EngineAlerts({
      vfs,
      path: joinPath(TENANTS_DIRECTORY, DEFAULT_TENANT, ALERTS_FILE),
      readOnly,
      synced: durability !== 'memory',
      clock,
      compiler: ruleCompiler(rest.language),
      readEntry,
      resolveSample: (sequence) => {
        const json = this.#blocks.answer(() =>
          rowBySequence(this.#blocks.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY), sequence),
        );
        return json === undefined ? undefined : readEntry(json);
      },
      problems: this.#problems,
      kinds: rest.alertKinds,
    });
    this.#store = TenantStore.open({
      vfs,
      durability,
      readOnly,
      clock,
      lineBytesMax: rest.lineBytesMax,
      malformed: rest.malformed,
      retention: rest.retention,
      cacheBytes: rest.cacheBytes,
      freeBytesMin: rest.freeBytesMin,
      indexes: rest.indexes,
      observer: this.#alerts,
      onProblem: (problem) => this.#problems.add(problem),
    });
    this.#blocks = new SoundBlocks(this.#store, this.#problems);
    this.#queries = new EngineQueries(this.#blocks, { clock, ...rest });
    this.#ingestion = new Ingestion(this.#store, { clock, lineBytesMax: rest.lineBytesMax });
    try {
      this.#alerts.load();
      this.#alerts.catchUp(this.#blocks, this.#store.nextSequence - 1);
    } catch (error) {
      this.#store.close();
      throw error;
    }
  }

  /**
   * Stores one entry; when it returns, the entry is stored as the durability says.
   * @throws InvalidArgumentError, LimitExceededError where it is no entry
   * @throws StorageError
   */
  ingestLog(entry: LogEntry | LogEntryInit): void {
    if (this.#isClosed || this.#options.readOnly) this.#requireWritable('ingestLog');
    this.#ingestion.addEntry(entry);
  }

  /** Stores entries. One that is none is rejected, with its index in the report, and does not stop the others. @throws StorageError */
  ingestLogs(entries: Iterable<LogEntry | LogEntryInit>): IngestReport {
    this.#requireWritable('ingestLogs');
    if (typeof entries !== 'object' || entries === null || !(Symbol.iterator in entries)) {
      throw wrong('entries', 'a list of entries', entries);
    }
    return this.#ingestion.addEntries(entries);
  }

  /** Stores JSON lines, the fastest way in. Empty lines are passed over; the last line needs no line end. @throws StorageError, and what `BatchName` says */
  ingestBytes(ndjson: Uint8Array, { batchId, checksum }: BatchName = {}): IngestReport {
    this.#requireWritable('ingestBytes');
    if (!(ndjson instanceof Uint8Array)) throw wrong('ndjson', 'a Uint8Array of JSON lines', ndjson);
    return batchId === undefined
      ? this.#ingestion.addLines(ndjson)
      : this.#ingestion.addBatch(ndjson, batchId, checksum);
  }

  /**
   * Stores the lines of a file, or of a stream such as `process.stdin`: JSON lines, or text (see `textLineEntry`); compressed by
   * gzip or zstd or not.
   * @throws InvalidArgumentError for wrong options
   * @throws StorageError naming a file that cannot be read or decompressed; what came before the damage is stored
   */
  async ingestLogsFromFile(file: FileInput, options: FileIngestOptions = {}): Promise<FileIngestReport> {
    this.#requireWritable('ingestLogsFromFile');
    const { vfs, lineBytesMax } = this.#options;
    return await ingestFile(file, options, {
      vfs,
      lineBytesMax,
      addLines: (bytes) => this.ingestBytes(bytes),
      countProblems: (malformed, rejected) => this.#ingestion.countProblems(malformed, rejected),
    });
  }

  /**
   * The entries that pass, in the order of their times and, within one time, of their coming in.
   * @throws InvalidArgumentError for an unknown key or a wrong value, naming what was expected
   * @throws LimitExceededError `queryTimeoutMs`, `queryMemoryBytes`
   */
  queryLogs(filters: LogFilters = {}, options: QueryOptions = {}): LogEntry[] {
    this.#requireOpen('queryLogs');
    return this.#queries.entries(filters, options);
  }

  /** As `queryLogs`, but the rows as JSON text on one line each: cheaper, and numbers keep the text in which they came in. */
  queryJson(filters: LogFilters = {}, options: QueryOptions = {}): string[] {
    this.#requireOpen('queryJson');
    return this.#queries.texts(filters, options);
  }

  /**
   * The rows that a query in LogsQL gives, such as `error source:db | stats by (host) count() errors`: values as stored, numbers
   * as numbers. `_time` and `_msg` are the time and the message.
   * @throws QuerySyntaxError with the position, what stands there and what was expected
   * @throws InvalidArgumentError for wrong options; LimitExceededError `queryTimeoutMs`, `queryMemoryBytes`; CancelledError
   */
  query(text: string, options?: LogsqlOptions & { readonly explain?: false | undefined }): ResultRow[];
  /** Runs the query and tells how: the plan, the blocks that were read and skipped, the rows and the time of each step. */
  query(text: string, options: LogsqlOptions & { readonly explain: true }): QueryExplanation;
  query(text: string, options: ExplainableOptions = {}): ResultRow[] | QueryExplanation {
    this.#requireOpen('query');
    const { explain, ...bounds } = options;
    const run = [text, bounds, this.#blocks, this.#options] as const;
    if (explain === true) return this.#blocks.answer(() => logsqlExplanation(...run));
    return this.#blocks.answer(() => [...logsqlBatches(...run)].flat());
  }

  /**
   * As `query`, without holding the result: rows come as blocks are read, and other work is let in between.
   * @throws as `query`, and CorruptionError for a block that is found to be damaged after rows were given
   */
  async *queryStream(text: string, options: LogsqlOptions = {}): AsyncGenerator<ResultRow, void> {
    this.#requireOpen('queryStream');
    for (const rows of logsqlBatches(text, options, this.#blocks, this.#options)) {
      yield* rows;
      await setImmediate();
      this.#requireOpen('queryStream');
    }
  }

  /** Does a part of a query on the blocks of this engine; see `log-analytics-engine/split`. @throws as `query` */
  *queryPart(task: PartTask, options: PartOptions = {}): Generator<readonly PartMessage[], void> {
    this.#requireOpen('queryPart');
    yield* partMessages(task, options, this.#blocks, this.#options);
  }

  /** What queries can say: for completion, for printing, and to be shared with another engine. */
  get language(): QueryLanguage {
    return this.#options.language;
  }

  /** Adds a filter to the language, for all queries from now on. @throws InvalidArgumentError where the name is taken or none */
  registerFilter(extension: FilterExtension): void {
    this.language.registerFilter(extension);
  }

  /** Adds a pipe. @throws as `registerFilter` */
  registerPipe(extension: PipeExtension): void {
    this.language.registerPipe(extension);
  }

  /** Adds a stats function. @throws as `registerFilter` */
  registerStatsFunction<State>(extension: StatsFunctionExtension<State>): void {
    this.language.registerStatsFunction(extension);
  }

  /** How many entries pass. @throws as `queryLogs` */
  countLogs(filters: LogFilters = {}): number {
    this.#requireOpen('countLogs');
    return this.#queries.count(filters);
  }

  /** Counts the entries that pass by the values of fields and by intervals. @throws as `queryLogs` */
  aggregateLogs(filters: LogFilters = {}, options: AggregateOptions = {}): AggregateResult {
    this.#requireOpen('aggregateLogs');
    return this.#queries.aggregate(filters, options);
  }

  /** Adds a hook that sees each entry before it is stored. Returns what takes it away again. */
  addPreIngestHook(hook: PreIngestHook): () => void {
    this.#requireOpen('addPreIngestHook');
    return this.#ingestion.hooks.add(hook);
  }

  /** Adds a hook that is told of each alert; one that throws is counted and harms nobody. Returns what takes it away again. */
  addAlertNotificationHook(hook: AlertHook): () => void {
    this.#requireOpen('addAlertNotificationHook');
    return this.#alerts.addHook(hook);
  }

  /** Adds a listener of alerts. The same one is told once, however often it is added. */
  on(event: 'alert', listener: AlertHook): this {
    this.#requireEvent(event, 'on');
    this.#alerts.on(listener);
    return this;
  }

  /** Takes a listener away that `on` added. */
  off(event: 'alert', listener: AlertHook): this {
    this.#requireEvent(event, 'off');
    this.#alerts.off(listener);
    return this;
  }

  /**
   * Adds a rule, in place of one with the same name. It looks at entries that come in from now on.
   * @throws InvalidArgumentError where the rule is none
   * @throws StorageError where it cannot be saved
   */
  addAlertRule(rule: AlertRule | AlertRuleInit): void {
    this.#requireWritable('addAlertRule');
    this.#alerts.setRule(rule, this.#store.nextSequence - 1);
  }

  /** Returns whether there was a rule of this name. Its alerts stay. @throws StorageError where that cannot be saved */
  removeAlertRule(name: string): boolean {
    this.#requireWritable('removeAlertRule');
    return this.#alerts.removeRule(name);
  }

  /** The rules in the order in which they were added. */
  getAlertRules(): AlertRule[] {
    this.#requireOpen('getAlertRules');
    return this.#alerts.evaluator.getRules();
  }

  /** The newest 10,000 alerts, in the order in which they fired: the newest comes last. */
  getAlerts(): Alert[] {
    this.#requireOpen('getAlerts');
    return this.#alerts.evaluator.getAlerts();
  }

  /** Writes the alerts, with their sample entries, to a file as JSON; replaces it in one step. @throws StorageError */
  saveAlerts(path: string): void {
    this.#requireOpen('saveAlerts');
    replaceTextFile(path, this.#alerts.evaluator.saveAlerts(), this.#options.vfs);
  }

  /**
   * Adds the alerts of such a file that are not there yet; returns how many.
   * @throws StorageError where it cannot be read
   * @throws InvalidArgumentError saying what stands wrong in it
   */
  loadAlerts(path: string): number {
    this.#requireWritable('loadAlerts');
    return this.#alerts.loadAlerts(readTextFile(path, this.#options.vfs));
  }

  /** What is stored and what has happened since the engine was opened. Costs a look at every segment. */
  getStats(): EngineStatistics {
    this.#requireOpen('getStats');
    return engineStatistics({
      store: this.#store,
      blocks: this.#blocks,
      queries: this.#queries,
      ingestion: this.#ingestion,
      alerts: this.#alerts,
      problems: this.#problems,
      clock: this.#options.clock,
    });
  }

  /** The figures of `getStats` in the text format of Prometheus, version 0.0.4. */
  exportMetricsPrometheus(): string {
    return metricsToPrometheus(metricsOf(this.getStats()));
  }

  /** The same figures as JSON text: an object by name of metric. */
  exportMetricsJson(): string {
    return metricsToJson(metricsOf(this.getStats()));
  }

  /** Deletes the entries that pass, for good when it returns; returns how many. No filter is every entry. @throws StorageError */
  delete(filters: LogFilters): number {
    this.#requireWritable('delete');
    return this.#store.deleteRows(this.#queries.selector(filters));
  }

  /** Puts everything on disk, the state of the alerts too. @throws StorageError */
  flush(): void {
    this.#requireWritable('flush');
    this.#store.flush();
    this.#alerts.save();
  }

  /** Merges small segments and removes deleted rows from the disk. @throws StorageError */
  compact(): void {
    this.#requireWritable('compact');
    this.#store.compact();
  }

  /** Reads every byte against its checksum; reports damage and changes nothing. @throws StorageError */
  verify(): VerifyReport {
    this.#requireOpen('verify');
    return this.#store.verify();
  }

  /** Puts everything on disk and gives the directory free. A second call does nothing. @throws StorageError; it is closed even so */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#alerts.close();
    } finally {
      this.#store.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #requireOpen(operation: string): void {
    if (this.#isClosed) throw new ClosedError(operation);
  }

  #requireWritable(operation: string): void {
    this.#requireOpen(operation);
    if (this.#options.readOnly) throw new ReadOnlyError(operation);
  }

  #requireEvent(event: string, operation: string): void {
    this.#requireOpen(operation);
    if (event !== 'alert') throw wrong('the event', "'alert'", event);
  }
}
