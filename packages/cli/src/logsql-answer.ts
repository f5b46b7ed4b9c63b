import type { ResultRow } from 'log-analytics-engine';
import type { CommandSession } from './command-session.ts';
import { csvLine } from './csv-text.ts';
import { explanationLines } from './explanation-lines.ts';
import { styleByLevel } from './level-style.ts';
import type { SourceQueryOptions } from './source/log-source.ts';
import { type TableColumn, tableLines } from './table.ts';
import type { Terminal } from './terminal.ts';
import { timeOption } from './time-option.ts';
import { UsageError } from './usage-error.ts';

/** The options of `query` that go with a query in LogsQL; it says everything else itself. */
export interface LogsqlAnswerOptions {
  readonly start?: string;
  readonly end?: string;
  readonly limit?: number;
  readonly fields?: string;
  readonly wrap?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly explain?: boolean;
}

/** Rows that are shown as a table unless the options say how many. */
export const ROWS_SHOWN = 100;

const OPTION_KEYS: readonly string[] = ['start', 'end', 'limit', 'fields', 'wrap', 'json', 'csv', 'explain', 'file'];

/** What is shown of whole entries; they have too many fields for a table. */
const ENTRY_FIELDS: readonly string[] = ['_time', 'level', 'source', '_msg'];

/** @throws UsageError for an option that the text of the query has to say in its place */
export function requireLogsqlOptions(options: object): void {
  const other = Object.keys(options).find((key) => !OPTION_KEYS.includes(key));
  if (other === undefined) return;
  const name = other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(`--${name} does not go with a query in LogsQL: say it in the query`);
}

/** Prints what a query in LogsQL gives, or how it was run: as JSON lines or CSV all of it, as it comes; else a table of the first rows. */
export async function printLogsqlAnswer(
  session: CommandSession,
  text: string,
  options: LogsqlAnswerOptions,
  signal?: AbortSignal,
): Promise<void> {
  const nowMs = Date.now();
  const isWhole = options.json === true || options.csv === true;
  const limit = options.limit ?? (isWhole ? 0 : ROWS_SHOWN);
  const bounds: SourceQueryOptions = {
    start: options.start === undefined ? undefined : timeOption(options.start, nowMs),
    end: options.end === undefined ? undefined : timeOption(options.end, nowMs),
    signal,
  };
  await session.asking(async (source) => {
    if (options.explain === true) {
      const { terminal } = session;
      const explanation = await source.explain(text, { ...bounds, limit: options.limit || undefined });
      await terminal.print(
        options.json === true ? [JSON.stringify(explanation)] : explanationLines(terminal, explanation),
      );
      return;
    }
    if (options.json === true) {
      for await (const rows of source.query(text, { ...bounds, limit: limit === 0 ? undefined : limit })) {
        await session.terminal.print(rows.map((row) => JSON.stringify(row)));
        if (session.terminal.isClosed) return;
      }
      return;
    }
    // One more than is shown tells whether there are more.
    const rows: ResultRow[] = [];
    const batches = source.query(text, { ...bounds, limit: limit === 0 ? undefined : limit + 1 });
    for await (const batch of batches) for (const row of batch) rows.push(row);
    const shown = limit === 0 ? rows : rows.slice(0, limit);
    if (options.csv === true) await printCsv(session.terminal, shown, options);
    else await printTable(session.terminal, shown, options);
    if (options.limit === undefined && rows.length > shown.length) {
      session.terminal.note(`the first ${limit} rows: --limit 0 for all`);
    }
  });
}

async function printCsv(
  terminal: Terminal,
  rows: readonly ResultRow[],
  { fields }: LogsqlAnswerOptions,
): Promise<void> {
  const columns = namesOf(fields) ?? allFields(rows);
  const lines = rows.map((row) => csvLine(columns.map((field) => row[field])));
  await terminal.print(columns.length === 0 ? [] : [csvLine(columns), ...lines]);
}

async function printTable(terminal: Terminal, rows: readonly ResultRow[], options: LogsqlAnswerOptions): Promise<void> {
  if (rows.length === 0) {
    terminal.note('nothing found');
    return;
  }
  const columns = (namesOf(options.fields) ?? fieldsShown(rows)).map((field) => column(terminal, field, rows));
  await terminal.print(tableLines(terminal, columns, rows, { wrap: options.wrap === true }));
}

function namesOf(fields: string | undefined): readonly string[] | undefined {
  return fields?.split(',').map((field) => field.trim());
}

/** The fields of all rows in the order in which they first come. */
function allFields(rows: readonly ResultRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** All fields; of whole entries the usual ones. */
function fieldsShown(rows: readonly ResultRow[]): readonly string[] {
  const fields = allFields(rows);
  return fields.includes('_time') && fields.includes('_msg') ? ENTRY_FIELDS : fields;
}

function column(terminal: Terminal, field: string, rows: readonly ResultRow[]): TableColumn<ResultRow> {
  return {
    title: field,
    align: rows.every((row) => isNumber(row[field])) ? 'right' : 'left',
    text: (row) => String(row[field] ?? ''),
    isFlexible: field === '_msg',
    ...(field === 'level' && { style: (text, row) => styleByLevel(terminal, String(row.level ?? ''), text) }),
  };
}

/** A server gives numbers as texts. */
function isNumber(value: string | number | undefined): boolean {
  return typeof value !== 'string' || (value !== '' && !Number.isNaN(Number(value)));
}
