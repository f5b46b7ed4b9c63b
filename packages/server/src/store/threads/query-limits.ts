import type { QueryLanguage } from 'log-analytics-engine';

/** What all queries of a worker run with. */
export interface QueryLimits {
  readonly clock: () => number;
  readonly queryTimeoutMs: number;
  readonly queryMemoryBytes: number;
  readonly language: QueryLanguage;
}
