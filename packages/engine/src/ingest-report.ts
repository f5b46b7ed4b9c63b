import type { LineCounts, LineError } from './ingest/row-batch-builder.ts';

/** What became of what was given to `ingestLogs`, `ingestBytes` or `ingestLogsFromFile`. */
export interface IngestReport {
  /** Rows stored, malformed ones that were kept included. */
  accepted: number;
  /** Lines that are no entry as they stand: kept as text or with a note in `parse_error`, or rejected. */
  malformed: number;
  /** Lines and entries that were not stored. */
  rejected: number;
  /** Entries that a hook dropped. */
  dropped: number;
  /** Bytes taken in: of the input, line ends included; of entries, as JSON lines. */
  bytes: number;
  /**
   * The first 100 problems. `line` is the number of the line in the input, from 1; of `ingestLogs`, the index of the entry in
   * the list, from 0.
   */
  errors: LineError[];
}

const ERRORS_MAX = 100;

export function emptyReport(): IngestReport {
  return { accepted: 0, malformed: 0, rejected: 0, dropped: 0, bytes: 0, errors: [] };
}

/** Adds the counts of a part of the input to a report. @param lineOffset what its line numbers are short of */
export function addCounts(report: IngestReport, counts: LineCounts, lineOffset: number): void {
  report.accepted += counts.accepted;
  report.malformed += counts.malformed;
  report.rejected += counts.rejected;
  for (const { line, reason } of counts.errors) addError(report, line + lineOffset, reason);
}

/** Adds a problem; those that come first are kept. */
export function addError(report: IngestReport, line: number, reason: string): void {
  if (report.errors.length < ERRORS_MAX) report.errors.push({ line, reason });
}
