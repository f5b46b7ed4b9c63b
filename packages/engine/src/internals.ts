/*
 * What packages of this repository need of the engine beyond its public face. No part of the public face: it changes without notice.
 */

export { blockOfMatches, type MatchedRow, RowMatcher } from './alert-matches.ts';
export { EngineAlerts } from './engine-alerts.ts';
export { resolveEngineOptions } from './engine-options.ts';
export { EngineQueries, instantOf } from './engine-queries.ts';
export {
  type ContentStatistics,
  contentStatistics,
  type StorageStatistics,
  storageStatistics,
} from './engine-statistics.ts';
export { normalizeFilters } from './entry/normalize-filters.ts';
export { extendedLanguage } from './extended-options.ts';
export { readJsonLines } from './file-json-lines.ts';
export { IngestRate } from './ingest-rate.ts';
export { addCounts, emptyReport } from './ingest-report.ts';
export { countLineEnds, linePieces } from './line-pieces.ts';
export { extensionUrl } from './load-extension.ts';
export type { QueryFilterNode } from './logsql/syntax-tree.ts';
export { BatchLimit, explanationSteps, logsqlRun } from './logsql-queries.ts';
export { ProblemLog } from './problem-log.ts';
export { compareNaturally } from './query/natural-text-order.ts';
export { FieldBatch } from './query/pipeline/field-batch.ts';
export { mergeQuery } from './query/pipeline/merge-pipes.ts';
export { runQuery } from './query/pipeline/run-query.ts';
export type { CancelSignal } from './query/query-context.ts';
export { splitsWork } from './query/split/splits-work.ts';
export { type PutSyslogField, type SyslogTimes, unpackSyslog } from './query/syslog-message.ts';
export { parseUnixTimeNs } from './query/unix-time.ts';
export { selectOptionsOf } from './query-options.ts';
export { partMessages } from './query-part.ts';
export { ruleCompiler } from './rule-compiler.ts';
export { SeenRows } from './seen-rows.ts';
export type { Block } from './segments/block.ts';
export { ColumnCache } from './segments/column-cache.ts';
export type { StoredBlock } from './segments/stored-block.ts';
export { SoundBlocks } from './sound-blocks.ts';
export { acquireLock } from './storage/acquire-lock.ts';
export { type BackupFile, BackupSource } from './storage/backup-source.ts';
export {
  checkTenantId,
  DEFAULT_TENANT,
  listShards,
  listTenants,
  SEQUENCES_PER_SHARD,
  SHARDS_MAX,
  shardDirectory,
  TENANTS_DIRECTORY,
} from './storage/directory-layout.ts';
export type { DirectoryLock } from './storage/directory-lock.ts';
export type { HeadSnapshot } from './storage/head.ts';
export { joinVerifyReports } from './storage/join-verify-reports.ts';
export type { RowObserver, StoreProblem } from './storage/store-options.ts';
export type { SegmentSnapshot, StoreSnapshot } from './storage/store-snapshot.ts';
export { joinStatistics, type StoreStatistics } from './storage/store-statistics.ts';
export { type SnapshotView, StoreView, type ViewShare } from './storage/store-view.ts';
export { TenantStore } from './storage/tenant-store.ts';
export { entryOfRow } from './stored-entry.ts';
export { textLinesToJson } from './text-lines.ts';
export { unknownKey, wrong } from './wrong-argument.ts';
