export { Alert, type AlertMetadata, type AlertSample } from './alerting/alert.ts';
export type { AlertHook } from './alerting/alert-hooks.ts';
export type { AlertFinding, AlertKindExtension, AlertWatch } from './alerting/alert-kind-extension.ts';
export { AlertRule } from './alerting/alert-rule.ts';
export type { AlertKind, AlertParameters, AlertRuleInit } from './alerting/alert-rule-init.ts';
export { AlertSeverity } from './alerting/alert-severity.ts';
export type { AlertMatch } from './alerting/match-watch.ts';
export type { TextPattern } from './columns/text-pattern.ts';
export type { NumberRange, ValuePredicate } from './columns/value-predicate.ts';
export { backUpDirectory, restoreDirectory } from './data-directory-backup.ts';
export { LogAnalyticsEngine } from './engine.ts';
export type { EngineExtension } from './engine-extension.ts';
export type { EngineOptions } from './engine-options.ts';
export type { EngineStatistics } from './engine-statistics.ts';
export type { Instant } from './entry/instant.ts';
export { severityScore } from './entry/level.ts';
export { type Clock, LogEntry, type LogEntryInit } from './entry/log-entry.ts';
export type { JsonScalar, LogFilters, MetadataRange } from './entry/log-filters.ts';
export { parseTimestamp, type TimestampInput } from './entry/timestamp.ts';
export {
  BatchConflictError,
  CancelledError,
  ClosedError,
  CorruptionError,
  DiskFullError,
  EngineError,
  InvalidArgumentError,
  LimitExceededError,
  LockedError,
  QuerySyntaxError,
  ReadOnlyError,
  StorageError,
  UnsupportedVersionError,
} from './errors/engine-error.ts';
export { ERROR_CODES, type ErrorCode } from './errors/error-codes.ts';
export { ENTRY_LIMITS, LINE_BYTES_MAX } from './errors/limits.ts';
export type { FileFormat, FileIngestOptions, FileIngestProgress, FileIngestReport } from './file-ingest.ts';
export { AvlTree } from './indexes/avl-tree.ts';
export type { FieldIndex, FieldIndexReader, IndexedValues } from './indexes/field-index.ts';
export { IntervalTree } from './indexes/interval-tree.ts';
export { naturalOrder } from './indexes/natural-order.ts';
export type { LineError } from './ingest/row-batch-builder.ts';
export type { IngestReport } from './ingest-report.ts';
export type { BatchName } from './ingestion.ts';
export { loadExtension } from './load-extension.ts';
export type { Completion, CompletionCandidate } from './logsql/completion.ts';
export type { SyntaxHelp } from './logsql/syntax-entry.ts';
export type { LogsqlOptions } from './logsql-queries.ts';
export type { PreIngestHook } from './pre-ingest-hooks.ts';
export type { EngineProblem } from './problem-log.ts';
export type { AggregateOptions, HistogramOptions } from './query/aggregate-options.ts';
export type { AggregateResult } from './query/aggregate-rows.ts';
export type {
  ExplainedBlocks,
  ExplainedPart,
  ExplainedStep,
  QueryExplanation,
} from './query/explain/query-explanation.ts';
export type { ExtensionHelp } from './query/extensions/extension-name.ts';
export type { FilterExtension } from './query/extensions/filter-extension.ts';
export type { PipeExtension, RowChanger } from './query/extensions/pipe-extension.ts';
export type { StatsFunctionExtension } from './query/extensions/stats-function-extension.ts';
export type { HistogramBucket } from './query/histogram-bucket.ts';
export type { ResultRow } from './query/pipeline/query-rows.ts';
export { QueryLanguage } from './query/query-language.ts';
export type { QueryOptions } from './query-options.ts';
export type { BatchIdFigures } from './storage/batch-ids.ts';
export type { BackupReport } from './storage/copy-backup.ts';
export type { FileInput } from './storage/file-source.ts';
export { MemoryVfs } from './storage/memory-vfs.ts';
export { NodeVfs } from './storage/node-vfs.ts';
export type { RemovalFigures, Removals } from './storage/removal-figures.ts';
export type { Durability, Retention } from './storage/store-options.ts';
export type { VerifyReport } from './storage/verify-shard.ts';
export type { Vfs, VfsEntry, VfsFile } from './storage/vfs.ts';
