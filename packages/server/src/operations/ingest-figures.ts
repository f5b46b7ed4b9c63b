import type { IngestReport } from 'log-analytics-engine';

/** What has come in over one receiver, or for one tenant, since the start. */
export interface IngestFigures {
  /** Requests by status; of protocols without statuses, batches under 200. */
  readonly requests: Map<number, number>;
  /** Bytes of JSON lines that were stored. */
  bytes: number;
  entries: number;
  malformed: number;
  rejected: number;
  dropped: number;
}

export function emptyFigures(): IngestFigures {
  return { requests: new Map(), bytes: 0, entries: 0, malformed: 0, rejected: 0, dropped: 0 };
}

export function countRequest({ requests }: IngestFigures, status: number): void {
  requests.set(status, (requests.get(status) ?? 0) + 1);
}

export function countReport(figures: IngestFigures, report: IngestReport, bytes: number): void {
  figures.bytes += bytes;
  figures.entries += report.accepted;
  figures.malformed += report.malformed;
  figures.rejected += report.rejected;
  figures.dropped += report.dropped;
}
