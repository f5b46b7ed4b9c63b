import type { FileIngestReport } from 'log-analytics-engine';
import type { CommandSession } from './command-session.ts';
import { bytesText, countText, durationText } from './number-text.ts';
import { type TableColumn, tableLines } from './table.ts';

/** What became of a file. */
export interface FileResult {
  readonly file: string;
  readonly report: FileIngestReport;
}

/** A line for each file, and one for all. */
export function reportLines({ terminal }: CommandSession, results: readonly FileResult[]): string[] {
  const rows = results.length > 1 ? [...results, totalOf(results)] : results;
  const figure = (title: string, text: (report: FileIngestReport) => string): TableColumn<FileResult> => ({
    title,
    align: 'right',
    text: ({ report }) => text(report),
  });
  const inPlain = (text: (count: number) => string): ((count: number) => string) =>
    terminal.isForEyes ? text : String;
  return tableLines(
    terminal,
    [
      { title: 'FILE', text: ({ file }) => file, isFlexible: true },
      figure('ACCEPTED', ({ accepted }) => inPlain(countText)(accepted)),
      figure('MALFORMED', ({ malformed }) => inPlain(countText)(malformed)),
      figure('REJECTED', ({ rejected }) => inPlain(countText)(rejected)),
      figure('BYTES', ({ bytes }) => inPlain(bytesText)(bytes)),
      figure('TIME', ({ durationSeconds }) =>
        terminal.isForEyes ? durationText(durationSeconds) : durationSeconds.toFixed(3),
      ),
      figure('LINES/S', ({ logsPerSecond }) => inPlain(countText)(Math.round(logsPerSecond))),
    ],
    rows,
  );
}

function totalOf(results: readonly FileResult[]): FileResult {
  const sum = (of: (report: FileIngestReport) => number): number =>
    results.reduce((all, { report }) => all + of(report), 0);
  const accepted = sum((report) => report.accepted);
  const durationSeconds = sum((report) => report.durationSeconds);
  const report: FileIngestReport = {
    accepted,
    malformed: sum((each) => each.malformed),
    rejected: sum((each) => each.rejected),
    dropped: sum((each) => each.dropped),
    bytes: sum((each) => each.bytes),
    errors: [],
    durationSeconds,
    logsPerSecond: durationSeconds > 0 ? accepted / durationSeconds : 0,
  };
  return { file: 'total', report };
}

/** The report of a file as JSON. */
export function resultJson({ file, report }: FileResult): string {
  return JSON.stringify({ file, ...report });
}
