import type { LogAnalyticsEngine, ResultRow } from 'log-analytics-engine';
import type { CommandSession } from './command-session.ts';
import { styleByLevel } from './level-style.ts';
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
}

const OPTION_KEYS: readonly string[] = ['start', 'end', 'limit', 'fields', 'wrap', 'json'];

/** What is shown of whole entries; they have too many fields for a table. */
const ENTRY_FIELDS: readonly string[] = ['_time', 'level', 'source', '_msg'];

/** @throws UsageError for an option that the text of the query has to say in its place */
export function requireLogsqlOptions(options: object): void {
  const other = Object.keys(options).find((key) => !OPTION_KEYS.includes(key));
  if (other === undefined) return;
  const name = other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(`--${name} does not go with a query in LogsQL: say it in the query`);
}

/** Prints what a query in LogsQL gives. @param limitDefault rows that are shown as a table unless the options say how many */
export async function printLogsqlAnswer(
  { terminal }: CommandSession,
  engine: LogAnalyticsEngine,
  text: string,
  options: LogsqlAnswerOptions,
  limitDefault: number,
): Promise<void> {
  const nowMs = Date.now();
  const limit = options.limit ?? (options.json === true ? 0 : limitDefault);
  const rows = engine.query(text, {
    start: options.start === undefined ? undefined : timeOption(options.start, nowMs),
    end: options.end === undefined ? undefined : timeOption(options.end, nowMs),
    // One more than is shown tells whether there are more.
    limit: limit === 0 ? undefined : limit + 1,
  });
  const shown = limit === 0 ? rows : rows.slice(0, limit);
  if (options.json === true) {
    await terminal.print(shown.map((row) => JSON.stringify(row)));
    return;
  }
  const fields = options.fields?.split(',').map((field) => field.trim()) ?? fieldsOf(shown);
  await terminal.print(
    shown.length === 0
      ? []
      : tableLines(
          terminal,
          fields.map((field) => column(terminal, field, shown)),
          shown,
          { wrap: options.wrap === true },
        ),
  );
  if (shown.length === 0) terminal.note('nothing found');
  if (options.limit === undefined && rows.length > shown.length) {
    terminal.note(`the first ${limit} rows: --limit 0 for all`);
  }
}

/** The fields of all rows in the order in which they first come; of whole entries the usual ones. */
function fieldsOf(rows: readonly ResultRow[]): readonly string[] {
  const fields = new Set(rows.flatMap((row) => Object.keys(row)));
  return fields.has('_time') && fields.has('_msg') ? ENTRY_FIELDS : [...fields];
}

function column(terminal: Terminal, field: string, rows: readonly ResultRow[]): TableColumn<ResultRow> {
  const isNumber = rows.every((row) => row[field] === undefined || typeof row[field] === 'number');
  return {
    title: field,
    align: isNumber ? 'right' : 'left',
    text: (row) => String(row[field] ?? ''),
    isFlexible: field === '_msg',
    ...(field === 'level' && { style: (text, row) => styleByLevel(terminal, String(row.level ?? ''), text) }),
  };
}
