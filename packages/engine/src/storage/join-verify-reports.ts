import type { VerifyReport } from './verify-shard.ts';

/** The reports of several shards as one. */
export function joinVerifyReports(reports: readonly VerifyReport[]): VerifyReport {
  const sum = (count: (report: VerifyReport) => number): number =>
    reports.reduce((total, report) => total + count(report), 0);
  return {
    ok: reports.every(({ ok }) => ok),
    files: sum(({ files }) => files),
    blocks: sum(({ blocks }) => blocks),
    rows: sum(({ rows }) => rows),
    damaged: reports.flatMap(({ damaged }) => damaged),
  };
}
