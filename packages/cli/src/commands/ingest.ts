import { basename } from 'node:path';
import { Command, Option } from 'commander';
import type { FileFormat, FileIngestReport, LogAnalyticsEngine } from 'log-analytics-engine';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { helpExamples } from '../help-examples.ts';
import { bytesText, countText, durationText, pluralText } from '../number-text.ts';
import { makeProgressBar } from '../progress-bar.ts';
import { type TableColumn, tableLines } from '../table.ts';

interface IngestOptions {
  readonly format: FileFormat;
  readonly strict?: boolean;
  readonly json?: boolean;
}

interface FileResult {
  readonly file: string;
  readonly report: FileIngestReport;
}

/** Problems that are listed for each file; the report counts all. */
const PROBLEMS_SHOWN = 10;

/** `log-analytics ingest`: takes files in and reports what became of their lines. */
export function ingestCommand(run: CommandRun): Command {
  return new Command('ingest')
    .summary('take log files in')
    .description(
      'Takes log files in: JSON lines or text, compressed by gzip or zstd or not. `-` is the standard input.\n' +
        'Alert rules are evaluated on the way. Each line is stored when the command ends well; a file may be taken in while others query.\n' +
        'Exits with 1 where a file could not be read to its end or a line was not stored.',
    )
    .argument('<file...>', 'files, or - for the standard input')
    .addOption(new Option('--format <format>', 'what the lines are').choices(['auto', 'jsonl', 'text']).default('auto'))
    .option('--strict', 'reject lines that are no entry, in place of keeping them as text')
    .option('--json', 'the report as JSON, an object for each file')
    .addHelpText(
      'after',
      helpExamples([
        ['a file into the default directory', 'log-analytics ingest app.ndjson'],
        ['many files, compressed or not', 'log-analytics ingest --data logs /var/log/app/*.log*'],
        ['the output of another program', 'kubectl logs deploy/api | log-analytics ingest -'],
      ]),
    )
    .action(async (files: string[], options: IngestOptions, command: Command) => {
      const session = run.start(command);
      await session.writing({ malformed: options.strict === true ? 'reject' : 'keep' }, (engine) =>
        ingestAll(session, engine, files, options),
      );
    });
}

async function ingestAll(
  session: CommandSession,
  engine: LogAnalyticsEngine,
  files: readonly string[],
  options: IngestOptions,
): Promise<void> {
  const { terminal } = session;
  const results: FileResult[] = [];
  let alertCount = 0;
  engine.on('alert', () => alertCount++);
  for (const file of files) {
    try {
      const report = await ingestOne(session, engine, file, options.format);
      results.push({ file, report });
      if (report.rejected > 0) session.exitCode = EXIT_CODE.failed;
    } catch (error) {
      // What was read before is stored, and the other files are none the worse for it.
      session.exitCode = EXIT_CODE.failed;
      terminal.note(`log-analytics: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await terminal.print(options.json === true ? results.map(resultJson) : reportLines(session, results));
  if (alertCount > 0)
    terminal.note(`${pluralText(alertCount, 'alert')} fired: log-analytics alerts --data ${session.directory}`);
}

async function ingestOne(
  { terminal, stdin }: CommandSession,
  engine: LogAnalyticsEngine,
  file: string,
  format: FileFormat,
): Promise<FileIngestReport> {
  const isInput = file === '-';
  const bar = makeProgressBar(terminal, isInput ? 'standard input' : basename(file));
  let report: FileIngestReport;
  try {
    report = await engine.ingestLogsFromFile(isInput ? stdin : file, {
      format,
      onProgress: (progress) => bar.update(progress),
    });
  } finally {
    bar.stop();
  }
  for (const { line, reason } of report.errors.slice(0, PROBLEMS_SHOWN)) terminal.note(`${file}:${line}: ${reason}`);
  const more = report.malformed + report.rejected - PROBLEMS_SHOWN;
  if (more > 0) terminal.note(`${file}: and ${pluralText(more, 'line')} more with problems`);
  return report;
}

function reportLines({ terminal }: CommandSession, results: readonly FileResult[]): string[] {
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

function resultJson({ file, report }: FileResult): string {
  return JSON.stringify({ file, ...report });
}
