import { extname } from 'node:path';
import { Command, Option } from 'commander';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { EXPORT_FORMATS, type ExportFormatName } from '../export/export-format.ts';
import { type ExportTarget, FileTarget } from '../export/export-target.ts';
import { helpExamples } from '../help-examples.ts';
import { pluralText } from '../number-text.ts';
import type { LogSource } from '../source/log-source.ts';
import { timeOption } from '../time-option.ts';
import { UsageError } from '../usage-error.ts';

interface ExportOptions {
  readonly output?: string;
  readonly format?: ExportFormatName;
  readonly start?: string;
  readonly end?: string;
}

const FORMATS_BY_EXTENSION: Readonly<Record<string, ExportFormatName>> = {
  '.csv': 'csv',
  '.json': 'ndjson',
  '.jsonl': 'ndjson',
  '.ndjson': 'ndjson',
  '.parquet': 'parquet',
};

/** `log-analytics export`: the whole result of a query as a file. */
export function exportCommand(run: CommandRun): Command {
  return new Command('export')
    .summary('write the result of a query to a file')
    .description(
      'Writes the whole result of a query in LogsQL as NDJSON, CSV or Parquet, however large it is. CSV and Parquet have a column for each\n' +
        'field; in Parquet a column is of numbers where all its values are, and `_time` keeps its nanoseconds.',
    )
    .argument('[logsql]', 'a query in LogsQL', '*')
    .option('-o, --output <file>', 'the file; without it NDJSON and CSV go to the standard output')
    .addOption(
      new Option('--format <format>', 'as the name of the file ends, unless given').choices(
        Object.keys(EXPORT_FORMATS),
      ),
    )
    .option('--start <time>', 'from this time on: ISO 8601, or a duration before now such as 2h')
    .option('--end <time>', 'up to and including this time')
    .addHelpText(
      'after',
      helpExamples([
        [
          'the errors of a day, for DuckDB or pandas',
          "log-analytics export 'level:ERROR' --start 1d -o errors.parquet",
        ],
        ['everything, to take it elsewhere', 'log-analytics export -o all.ndjson'],
        ['a table', "log-analytics export '* | stats by (source) count() entries' --format csv"],
      ]),
    )
    .action(async (text: string, options: ExportOptions, command: Command) => {
      const session = run.start(command);
      const format = formatOf(options);
      await session.asking((source) => exportRows(session, source, text, { ...options, format }));
    });
}

function formatOf({ format, output }: ExportOptions): ExportFormatName {
  if (format === 'parquet' && output === undefined) throw new UsageError('Parquet goes to a file: give --output');
  if (format !== undefined || output === undefined) return format ?? 'ndjson';
  const found = FORMATS_BY_EXTENSION[extname(output).toLowerCase()];
  if (found !== undefined) return found;
  throw new UsageError(
    `'${output}' does not say what it is to be: end it in .ndjson, .csv or .parquet, or give --format`,
  );
}

async function exportRows(
  session: CommandSession,
  source: LogSource,
  text: string,
  options: ExportOptions & { readonly format: ExportFormatName },
): Promise<void> {
  const nowMs = Date.now();
  const batches = source.query(text, {
    start: options.start === undefined ? undefined : timeOption(options.start, nowMs),
    end: options.end === undefined ? undefined : timeOption(options.end, nowMs),
  });
  const input = { batches, readsTexts: session.server !== undefined };
  const write = EXPORT_FORMATS[options.format];
  if (options.output === undefined) {
    await write(input, outputTarget(session));
    return;
  }
  const target = await FileTarget.create(options.output);
  try {
    const count = await write(input, target);
    await target.finish();
    session.terminal.note(`${pluralText(count, 'row')} in ${options.output}`);
  } catch (error) {
    await target.abandon();
    throw error;
  }
}

function outputTarget({ terminal }: CommandSession): ExportTarget {
  return { write: (chunk) => terminal.write(String(chunk)) };
}
