import type { Cursor } from './cursor.ts';
import type { QueryOptions } from './syntax-tree.ts';

/** The names that `options(…)` takes. */
export const QUERY_OPTION_NAMES: readonly string[] = ['concurrency', 'ignore_global_time_filter'];

export const NO_QUERY_OPTIONS: QueryOptions = { concurrency: null, ignoreGlobalTimeFilter: null };

const TRUE = /^(?:true|True|TRUE|t|T|1)$/;
const FALSE = /^(?:false|False|FALSE|f|F|0)$/;
const STOPS: ReadonlySet<string> = new Set(['=', ',', '(', ')', '[', ']', '|']);

/** `options(name=value, …)` at the start of a query; no options if it does not stand here. */
export function parseQueryOptions(cursor: Cursor): QueryOptions {
  if (!cursor.is('options')) return NO_QUERY_OPTIONS;
  cursor.next();
  if (!cursor.is('(')) cursor.fail("'(' after options, or the word options in quotes");
  let options = NO_QUERY_OPTIONS;
  cursor.list(() => {
    options = { ...options, ...parseOption(cursor) };
  });
  return options;
}

function parseOption(cursor: Cursor): Partial<QueryOptions> {
  const { text: name, first } = cursor.compound('an option', STOPS);
  if (!QUERY_OPTION_NAMES.includes(name)) {
    cursor.fail(['concurrency', 'ignore_global_time_filter'], { at: first, known: QUERY_OPTION_NAMES });
  }
  cursor.expect('=');
  const value = cursor.compound(`the value of ${name}`, STOPS);
  if (name === 'concurrency') {
    if (!/^(?:0|[1-9][\d_]*)$/.test(value.text)) cursor.fail('a whole number', { at: value.first });
    return { concurrency: Number(value.text.replaceAll('_', '')) };
  }
  if (!TRUE.test(value.text) && !FALSE.test(value.text)) cursor.fail(['true', 'false'], { at: value.first });
  return { ignoreGlobalTimeFilter: TRUE.test(value.text) };
}

/** With a space after it; nothing if there are no options. */
export function printQueryOptions(options: QueryOptions): string {
  const parts: string[] = [];
  if (options.concurrency !== null) parts.push(`concurrency=${options.concurrency}`);
  if (options.ignoreGlobalTimeFilter !== null)
    parts.push(`ignore_global_time_filter=${options.ignoreGlobalTimeFilter}`);
  return parts.length === 0 ? '' : `options(${parts.join(', ')}) `;
}
