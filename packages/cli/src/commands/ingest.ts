import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import type { FileFormat, FileIngestReport, IngestReport, LogAnalyticsEngine } from 'log-analytics-engine';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { CHECKPOINTS, type FollowedInput, followFiles } from '../follow/follow-files.ts';
import { helpExamples } from '../help-examples.ts';
import { type FileResult, reportLines, resultJson } from '../ingest-result.ts';
import { pluralText } from '../number-text.ts';
import { makeProgressBar } from '../progress-bar.ts';
import { sendFile } from '../sink/send-file.ts';
import { ServerSink } from '../sink/server-sink.ts';
import { UsageError } from '../usage-error.ts';

interface IngestOptions {
  readonly format: FileFormat;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly follow?: boolean;
  readonly checkpoints?: string;
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
        'Exits with 1 where a file could not be read to its end or a line was not stored. With --follow it goes on until Ctrl-C.',
    )
    .argument('<file...>', 'files, or - for the standard input')
    .addOption(new Option('--format <format>', 'what the lines are').choices(['auto', 'jsonl', 'text']).default('auto'))
    .option('--strict', 'reject lines that are no entry, in place of keeping them as text')
    .option('--json', 'the report as JSON, an object for each file')
    .option(
      '--follow',
      'go on with what is appended, and with new files that the patterns name, through rotation and restarts',
    )
    .option('--checkpoints <file>', `where --follow keeps how far it came (default: ${CHECKPOINTS} beside the data)`)
    .addHelpText(
      'after',
      helpExamples([
        ['a file into the default directory', 'log-analytics ingest app.ndjson'],
        ['many files, compressed or not', 'log-analytics ingest --data logs /var/log/app/*.log*'],
        [
          'log files as they grow, to a server',
          "log-analytics ingest --follow --url http://127.0.0.1:4280 '/var/log/*.log'",
        ],
        ['the output of another program', 'kubectl logs deploy/api | log-analytics ingest -'],
      ]),
    )
    .action(async (files: string[], options: IngestOptions, command: Command) => {
      const session = run.start(command);
      if (options.follow === true) {
        await followFiles(session, files, followOptionsOf(session, options));
        return;
      }
      if (options.checkpoints !== undefined) throw new UsageError('--checkpoints goes with --follow');
      if (session.server !== undefined) {
        if (options.strict === true)
          throw new UsageError('--strict works on a directory: a server keeps what is no entry');
        const sink = new ServerSink(session.server);
        await ingestAll(session, files, options, (file) => sendFile(session, sink, file, options.format));
        return;
      }
      await session.writing({ malformed: options.strict === true ? 'reject' : 'keep' }, async (engine) => {
        let alertCount = 0;
        engine.on('alert', () => alertCount++);
        await ingestAll(session, files, options, (file) => ingestOne(session, engine, file, options.format));
        if (alertCount === 0) return;
        session.terminal.note(
          `${pluralText(alertCount, 'alert')} fired: log-analytics alerts --data ${session.directory}`,
        );
      });
    });
}

/** @throws UsageError for what does not go with --follow */
function followOptionsOf(session: CommandSession, { format, strict, json, checkpoints }: IngestOptions): FollowedInput {
  if (strict === true || json === true) throw new UsageError('--strict and --json do not go with --follow');
  const beside = session.server === undefined ? session.directory : '.';
  return { format, checkpointsFile: checkpoints ?? join(beside, CHECKPOINTS) };
}

async function ingestAll(
  session: CommandSession,
  files: readonly string[],
  options: IngestOptions,
  ingest: (file: string) => Promise<FileIngestReport>,
): Promise<void> {
  const { terminal } = session;
  const results: FileResult[] = [];
  for (const file of files) {
    try {
      const report = await ingest(file);
      tellProblems(session, file, report);
      results.push({ file, report });
      if (report.rejected > 0) session.exitCode = EXIT_CODE.failed;
    } catch (error) {
      // What was read before is stored, and the other files are none the worse for it.
      session.exitCode = EXIT_CODE.failed;
      terminal.note(`log-analytics: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await terminal.print(options.json === true ? results.map(resultJson) : reportLines(session, results));
}

function tellProblems({ terminal }: CommandSession, file: string, report: IngestReport): void {
  for (const { line, reason } of report.errors.slice(0, PROBLEMS_SHOWN)) terminal.note(`${file}:${line}: ${reason}`);
  const more = report.malformed + report.rejected - PROBLEMS_SHOWN;
  if (more > 0) terminal.note(`${file}: and ${pluralText(more, 'line')} more with problems`);
}

async function ingestOne(
  { terminal, stdin }: CommandSession,
  engine: LogAnalyticsEngine,
  file: string,
  format: FileFormat,
): Promise<FileIngestReport> {
  const isInput = file === '-';
  const bar = makeProgressBar(terminal, isInput ? 'standard input' : basename(file));
  try {
    return await engine.ingestLogsFromFile(isInput ? stdin : file, {
      format,
      onProgress: (progress) => bar.update(progress),
    });
  } finally {
    bar.stop();
  }
}
