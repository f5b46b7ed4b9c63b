import type { LogFilters, QueryLanguage } from 'log-analytics-engine';
import { EngineQueries, SoundBlocks, type StoreProblem, type TenantStore } from 'log-analytics-engine/internals';

/** Deletes the rows that pass; damaged blocks are passed over and reported. Returns how many there were. */
export function deleteRows(
  store: TenantStore,
  filters: LogFilters,
  language: QueryLanguage,
  report: (problem: StoreProblem) => void,
): number {
  const problems = {
    add: ({ file, message }: { file?: string; message: string }): void =>
      report({ kind: 'damage', message, ...(file !== undefined && { file }) }),
  };
  const blocks = new SoundBlocks(store, problems);
  const limits = {
    clock: Date.now,
    queryTimeoutMs: Number.POSITIVE_INFINITY,
    queryMemoryBytes: Number.POSITIVE_INFINITY,
    language,
  };
  return store.deleteRows(new EngineQueries(blocks, limits).selector(filters));
}
