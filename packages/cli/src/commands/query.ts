import { Command, Option } from 'commander';
import type { QueryOptions as EngineQueryOptions, LogFilters } from 'log-analytics-engine';
import { entryOfRow } from 'log-analytics-engine/internals';
import type { CommandRun } from '../command-run.ts';
import type { CommandSession } from '../command-session.ts';
import { ENTRY_FIELDS, entryColumns } from '../entries-table.ts';
import { addFilterOptions, type FilterOptions, filtersOf } from '../filter-options.ts';
import { helpExamples } from '../help-examples.ts';
import { queryInteractively } from '../interactive-query.ts';
import { type LogsqlAnswerOptions, printLogsqlAnswer, ROWS_SHOWN, requireLogsqlOptions } from '../logsql-answer.ts';
import { wholeNumberFrom } from '../number-option.ts';
import { countText, pluralText } from '../number-text.ts';
import { queryTextOf } from '../query-text.ts';
import type { LogSource } from '../source/log-source.ts';
import { tableLines } from '../table.ts';
import { UsageError } from '../usage-error.ts';

interface QueryOptions extends FilterOptions {
  readonly sort?: string;
  readonly desc?: boolean;
  readonly limit?: number;
  readonly page?: number;
  readonly pageSize?: number;
  readonly fields?: string;
  readonly wrap?: boolean;
  readonly json?: boolean;
  readonly count?: boolean;
  readonly csv?: boolean;
  readonly file?: string;
  readonly explain?: boolean;
  readonly interactive?: boolean;
}

/** `log-analytics query`: the entries that pass the filters. */
export function queryCommand(run: CommandRun): Command {
  return addFilterOptions(
    new Command('query')
      .summary('find entries')
      .description(
        'Finds entries, by options or by a query in LogsQL, and prints them, the oldest first: on a terminal as a table, into a\n' +
          `pipe as one line each with tabs between the fields, with --json as JSON. Shows ${ROWS_SHOWN}, with --json all, unless --limit says how many.\n` +
          'With LogsQL only --start, --end, --limit, --fields, --wrap, --json, --csv and --explain are taken; the query says the rest.\n' +
          'Exits with 0 also where nothing is found.',
      )
      .argument('[logsql]', 'a query in LogsQL, such as: level:ERROR | stats by (source) count() errors'),
  )
    .option('--sort <field>', 'order by timestamp, severityScore, level, source or any other field')
    .option('--desc', 'in descending order: the newest first')
    .addOption(
      new Option('--limit <n>', 'how many entries; 0 is all')
        .argParser(wholeNumberFrom(0))
        .conflicts(['page', 'pageSize', 'count']),
    )
    .addOption(new Option('--page <n>', 'which page, from 0').argParser(wholeNumberFrom(0)).conflicts('count'))
    .addOption(
      new Option('--page-size <n>', 'entries of a page; 100 unless given')
        .argParser(wholeNumberFrom(1))
        .conflicts('count'),
    )
    .option('--fields <names>', `the columns, such as time,level,user.id,message (default: ${ENTRY_FIELDS.join(',')})`)
    .option('--wrap', 'show long messages whole')
    .addOption(new Option('--json', 'JSON lines, as they came in').conflicts(['fields', 'wrap', 'count']))
    .addOption(
      new Option('--csv', 'CSV with a line of names, of a query in LogsQL').conflicts(['json', 'wrap', 'count']),
    )
    .addOption(
      new Option('--explain', 'how a query in LogsQL is run, in place of its rows').conflicts([
        'csv',
        'fields',
        'wrap',
        'count',
        'interactive',
      ]),
    )
    .option('--file <file>', 'a file with the query in LogsQL; - is the standard input')
    .addOption(
      new Option('-i, --interactive', 'ask for queries in LogsQL, with history and completion').conflicts([
        'file',
        'count',
      ]),
    )
    .addOption(new Option('--count', 'only how many there are').conflicts(['fields', 'wrap', 'sort', 'desc']))
    .addHelpText(
      'after',
      helpExamples([
        ['errors of the last hour, the newest first', 'log-analytics query --level error --start 1h --desc'],
        ['how many warnings and worse', 'log-analytics query --min-severity WARN --count'],
        [
          'slow requests of one service',
          "log-analytics query --source api --meta 'duration_ms>=500' --sort duration_ms --desc",
        ],
        ['whole words, but not from tests', 'log-analytics query --word connection --word refused --not-tag test'],
        [
          'LogsQL, as a table for a spreadsheet',
          "log-analytics query --csv '* | stats by (source, level) count() n' > n.csv",
        ],
        ['what a query reads, and where its time goes', "log-analytics query --explain 'level:ERROR | count()'"],
        ['one query after another', 'log-analytics query -i'],
        ['LogsQL', "log-analytics query 'level:ERROR | stats by (source) count() errors | sort by (errors desc)'"],
        ['for another program', "log-analytics query --level error --json | jq -r '.message'"],
      ]),
    )
    .action(async (logsql: string | undefined, options: QueryOptions, command: Command) => {
      const session = run.start(command);
      if (options.interactive === true) {
        const { interactive: _, ...rest } = options;
        requireLogsqlOptions(rest);
        if (logsql !== undefined) throw new UsageError('--interactive asks for queries: give none with it');
        await queryInteractively(session, rest);
        return;
      }
      const text = await textOf(session, logsql, options);
      if (text !== undefined) {
        requireLogsqlOptions(options);
        await printLogsqlAnswer(session, text, options satisfies LogsqlAnswerOptions);
        return;
      }
      if (options.csv === true)
        throw new UsageError('--csv goes with a query in LogsQL, such as: query --csv "level:ERROR"');
      if (options.explain === true)
        throw new UsageError('--explain goes with a query in LogsQL, such as: query --explain "level:ERROR"');
      const filters = filtersOf(options);
      await session.asking((source) => answer(session, source, filters, options));
    });
}

/** The query in LogsQL; undefined where the options say which entries are wanted. */
async function textOf(
  { stdin }: CommandSession,
  logsql: string | undefined,
  { file }: QueryOptions,
): Promise<string | undefined> {
  if (file === undefined) return logsql;
  if (logsql !== undefined) throw new UsageError('the query is given twice: as --file and as an argument');
  return await queryTextOf(file, stdin);
}

async function answer(
  { terminal }: CommandSession,
  source: LogSource,
  filters: LogFilters,
  options: QueryOptions,
): Promise<void> {
  if (options.count === true) {
    await terminal.print([String(await source.count(filters))]);
    return;
  }
  const window = windowOf(options);
  if (options.json === true) {
    await terminal.print(await source.entries(filters, window));
    return;
  }
  const now = (): number => Date.now();
  const texts = await source.entries(filters, window);
  const entries = texts.map((json) => entryOfRow(json, () => ({ ms: now(), subMs: 0 }), now));
  const fields = options.fields?.split(',').map((field) => field.trim()) ?? ENTRY_FIELDS;
  const columns = entryColumns(terminal, fields);
  await terminal.print(tableLines(terminal, columns, entries, { wrap: options.wrap === true }));
  if (entries.length === 0) terminal.note('nothing found');
  // Whoever asked for a number of entries knows that there may be more; who did not has to be told.
  if (!isLimited(options) && entries.length === ROWS_SHOWN) {
    const count = await source.count(filters);
    if (count > ROWS_SHOWN) {
      terminal.note(
        `${ROWS_SHOWN} of ${pluralText(count, 'entry', 'entries')}: --limit ${count} for all, --desc for the newest first, --count to count (${countText(count - ROWS_SHOWN)} not shown)`,
      );
    }
  }
}

function isLimited({ limit, page, pageSize }: QueryOptions): boolean {
  return limit !== undefined || page !== undefined || pageSize !== undefined;
}

function windowOf(options: QueryOptions): EngineQueryOptions {
  const { sort, desc, limit, page, pageSize, json } = options;
  const order = { sortBy: sort, sortDesc: desc };
  if (limit !== undefined) return limit === 0 ? order : { ...order, pageSize: limit };
  if (page !== undefined || pageSize !== undefined)
    return { ...order, page: page ?? 0, pageSize: pageSize ?? ROWS_SHOWN };
  return json === true ? order : { ...order, pageSize: ROWS_SHOWN };
}
