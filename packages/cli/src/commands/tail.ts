import { Command, Option } from 'commander';
import type { ResultRow } from 'log-analytics-engine';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { displayText, fieldText } from '../display-text.ts';
import { helpExamples } from '../help-examples.ts';
import { styleByLevel } from '../level-style.ts';
import { durationMs } from '../time-option.ts';
import { UsageError } from '../usage-error.ts';

interface TailOptions {
  readonly since: string;
  readonly json?: boolean;
  readonly fields?: string;
}

const FIELDS: readonly string[] = ['_time', 'level', 'source', '_msg'];

/** `log-analytics tail`: entries as they come in. */
export function tailCommand(run: CommandRun): Command {
  return new Command('tail')
    .summary('show entries as they come in')
    .description(
      'Shows the entries that pass a filter in LogsQL as they come in, until Ctrl-C. Pipes that work row by row may follow it.',
    )
    .argument('[logsql]', 'a query in LogsQL, such as: level:ERROR source:api', '*')
    .option('--since <duration>', 'begin with the entries of the last while, such as 10m', '5s')
    .addOption(new Option('--json', 'JSON lines').conflicts('fields'))
    .option('--fields <names>', `the fields that are shown (default: ${FIELDS.join(',')})`)
    .addHelpText(
      'after',
      helpExamples([
        ['every error of a server', "log-analytics tail --url http://127.0.0.1:4280 'level:ERROR'"],
        ['the last ten minutes, then what comes', 'log-analytics tail --since 10m'],
        ['for another program', "log-analytics tail --json 'source:api' | jq -r '._msg'"],
      ]),
    )
    .action(async (text: string, options: TailOptions, command: Command) => {
      const session = run.start(command);
      const startOffsetMs = durationMs(options.since);
      if (startOffsetMs === undefined)
        throw new UsageError(`--since must be a duration such as 10m; got '${options.since}'`);
      const fields = options.fields?.split(',').map((field) => field.trim()) ?? FIELDS;
      const stopped = new AbortController();
      const stop = (): void => stopped.abort();
      process.once('SIGINT', stop);
      try {
        await session.asking(async (source) => {
          for await (const rows of source.tail(text, { startOffsetMs, signal: stopped.signal })) {
            const lines =
              options.json === true ? rows.map((row) => JSON.stringify(row)) : linesOf(session, rows, fields);
            await session.terminal.print(lines);
            if (session.terminal.isClosed) stop();
          }
        });
      } finally {
        process.off('SIGINT', stop);
      }
    });
}

/** Entries come one by one, so that they cannot be lined up as a table is. */
function linesOf({ terminal }: CommandSession, rows: readonly ResultRow[], fields: readonly string[]): string[] {
  if (!terminal.isForEyes)
    return rows.map((row) => fields.map((field) => fieldText(String(row[field] ?? ''))).join('\t'));
  return rows.map((row) => {
    const level = String(row.level ?? '');
    const texts = fields.map((field) => {
      const text = displayText(String(row[field] ?? ''));
      if (field === '_time') return terminal.style('dim', text.padEnd(24));
      if (field === 'level') return styleByLevel(terminal, level, text.padEnd(5));
      return field === 'source' ? terminal.style('cyan', text) : text;
    });
    return texts.join('  ').trimEnd();
  });
}
