import type { EngineAlerts } from './engine-alerts.ts';
import type { EngineQueries } from './engine-queries.ts';
import { setOwn } from './entry/exact-json.ts';
import { formatInstant, type Instant } from './entry/instant.ts';
import type { Ingestion } from './ingestion.ts';
import { countKeywords } from './keyword-estimate.ts';
import type { EngineProblem, ProblemLog } from './problem-log.ts';
import type { SoundBlocks } from './sound-blocks.ts';
import type { BatchIdFigures } from './storage/batch-ids.ts';
import type { Removals } from './storage/removal-figures.ts';
import type { StoreStatistics } from './storage/store-statistics.ts';

/** What an engine holds, and what has happened since it was opened. */
export interface EngineStatistics {
  /** Entries that queries see. */
  totalLogs: number;
  /** Bytes of all entries that were stored since the store was made, as they came in, line ends included. */
  totalBytes: number;
  /** Bytes of the files that hold what is left of them. */
  storedBytes: number;
  /** `totalBytes` / `storedBytes`; 0 while nothing is stored in files. */
  compressionRatio: number;
  /** Entries by level, in upper case; those without one are left out. */
  levels: Record<string, number>;
  /** Entries by source; those without one are left out. */
  sources: Record<string, number>;
  /** Entries by tag; an entry counts for each of its tags. */
  tags: Record<string, number>;
  /**
   * Distinct words of messages: an estimate. Words with a digit (ids, numbers) are left out, and those of deleted entries
   * count until their segment is merged.
   */
  distinctKeywordsEstimate: number;
  /** The times of the oldest and the newest entry: RFC 3339 in UTC; null where there are none. */
  timeSpan: { from: string | null; to: string | null };
  segments: number;
  /** Blocks, those of the head included. */
  blocks: number;
  /** Rows that are in no segment yet. */
  headRows: number;
  /** What retention has removed since the engine was opened, by age and by size: whole segments, and what was in them. */
  removals: Removals;
  /** Ids of batches that are known, and those that were forgotten before their ten minutes were over since the engine was opened. */
  batchIds: BatchIdFigures;
  /** Entries accepted a second, on average over the last minute. */
  ingestRatePerSecond: number;
  /** Alert rules. */
  rules: number;
  /** Alerts raised, those that the history has dropped included. */
  alerts: number;
  /** Since the engine was opened, as the four that follow: entries and lines that were stored. */
  accepted: number;
  /** Lines that were no entry as they stood: kept as text or with a note, or rejected. */
  malformed: number;
  /** Lines and entries that were not stored. */
  rejected: number;
  droppedByHooks: number;
  /** How often hooks of ingestion and of alerts have failed. */
  hookErrors: number;
  /** Damage and failures that were met since the engine was opened; the newest 100 different ones, the newest last. */
  problems: EngineProblem[];
  /** All of them. */
  problemCount: number;
}

/** What the statistics are made of. */
export interface StatisticsSources {
  /** What the store says. */
  readonly store: { statistics(): StoreStatistics };
  readonly blocks: SoundBlocks;
  readonly queries: EngineQueries;
  readonly ingestion: Ingestion;
  readonly alerts: EngineAlerts;
  readonly problems: ProblemLog;
  readonly clock: () => number;
}

export function engineStatistics({
  store,
  blocks,
  queries,
  ingestion,
  alerts,
  problems,
  clock,
}: StatisticsSources): EngineStatistics {
  const { hooks, totals, rate } = ingestion;
  const { evaluator } = alerts;
  return {
    ...contentStatistics(queries, blocks),
    ...storageStatistics(store.statistics()),
    ingestRatePerSecond: rate.perSecond(clock()),
    rules: evaluator.ruleCount,
    alerts: evaluator.alertCount,
    accepted: totals.accepted,
    malformed: totals.malformed,
    rejected: totals.rejected,
    droppedByHooks: totals.dropped,
    hookErrors: hooks.failureCount + evaluator.hookFailureCount,
    problems: problems.list(),
    problemCount: problems.totalCount,
  };
}

/** What the rows say. */
export type ContentStatistics = Pick<
  EngineStatistics,
  'totalLogs' | 'levels' | 'sources' | 'tags' | 'distinctKeywordsEstimate' | 'timeSpan'
>;

export function contentStatistics(queries: EngineQueries, blocks: SoundBlocks): ContentStatistics {
  const span = queries.timeSpan();
  return {
    totalLogs: queries.count({}),
    levels: countsOf(queries.totals('level'), (level) => level.toUpperCase()),
    sources: countsOf(queries.totals('source')),
    tags: countsOf(queries.totals('tags')),
    distinctKeywordsEstimate: blocks.answer(() => countKeywords(blocks)),
    timeSpan: { from: timeText(span?.first), to: timeText(span?.last) },
  };
}

/** What the files say. */
export type StorageStatistics = Pick<
  EngineStatistics,
  'totalBytes' | 'storedBytes' | 'compressionRatio' | 'segments' | 'blocks' | 'headRows' | 'removals' | 'batchIds'
>;

export function storageStatistics(figures: StoreStatistics): StorageStatistics {
  const { rawBytes, storedBytes, segments, blocks, headRows, removals, batchIds } = figures;
  const compressionRatio = storedBytes === 0 ? 0 : rawBytes / storedBytes;
  return { totalBytes: rawBytes, storedBytes, compressionRatio, segments, blocks, headRows, removals, batchIds };
}

/** Counts by value, in descending order; `''`, which is no value, is left out. */
function countsOf(
  totals: ReadonlyMap<string, number>,
  nameOf = (value: string): string => value,
): Record<string, number> {
  const byName = new Map<string, number>();
  for (const [value, count] of totals) {
    if (value !== '') byName.set(nameOf(value), (byName.get(nameOf(value)) ?? 0) + count);
  }
  const counts: Record<string, number> = {};
  for (const [name, count] of [...byName].sort((a, b) => b[1] - a[1])) setOwn(counts, name, count);
  return counts;
}

function timeText(instant: Instant | undefined): string | null {
  return instant === undefined ? null : formatInstant(instant);
}
