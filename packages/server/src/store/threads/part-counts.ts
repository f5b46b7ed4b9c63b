import type { LineError } from 'log-analytics-engine';

/** What became of the lines of one request. */
export interface PartCounts {
  readonly accepted: number;
  readonly malformed: number;
  readonly rejected: number;
  readonly errors: LineError[];
}
