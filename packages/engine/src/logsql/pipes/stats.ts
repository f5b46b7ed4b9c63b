import type { Cursor } from '../cursor.ts';
import type { Printer } from '../printer.ts';
import { parseStatsBy, printStatsBy } from '../stats-by.ts';
import type { PipeSyntax } from '../syntax-entry.ts';
import type { StatsEntry, StatsPipe } from '../syntax-tree.ts';

/** The name `stats` may be left out: the parser of pipes comes here with the cursor at `by`, a bracket or a function. */
export const statsPipe: PipeSyntax<'stats'> = {
  name: 'stats',
  keywords: ['by', 'if', 'as', 'limit', 'offset'],
  help: {
    syntax: '[stats] [by (a, _time:5m)] function(field) [if (filter)] [as name], …',
    description: 'calculates over all rows, or over each group of rows that are equal in the fields',
    example: '_time:5m | stats by (host, path) count() logs_total, count_uniq(ip) ips_total',
  },
  parse(cursor: Cursor): StatsPipe {
    const by = parseStatsBy(cursor);
    const taken = new Set(by.map(({ field }) => field));
    const functions: StatsEntry[] = [];
    do functions.push(parseEntry(cursor, taken));
    while (cursor.accept(','));
    return { kind: 'stats', by, functions };
  },
  print(node, printer) {
    const functions = node.functions.map(
      (entry) => `${printUnnamed(entry, printer)} as ${printer.name(entry.resultField)}`,
    );
    return `stats${printStatsBy(node.by, printer)} ${functions.join(', ')}`;
  },
};

function parseEntry(cursor: Cursor, taken: Set<string>): StatsEntry {
  const { token: start } = cursor;
  const entry = { function: cursor.grammar.statsFunction(cursor), condition: cursor.condition() };
  const { token } = cursor;
  const unnamed = cursor.atPipeEnd || cursor.is(',');
  const resultField = unnamed ? printUnnamed(entry, cursor.printer) : resultName(cursor);
  if (taken.has(resultField)) {
    cursor.fail('another name', { at: unnamed ? start : token, problem: `two results have the name ${resultField}` });
  }
  taken.add(resultField);
  return { ...entry, resultField };
}

function resultName(cursor: Cursor): string {
  cursor.accept('as');
  return cursor.field('the name of the result');
}

/** What a result without a name is called. */
function printUnnamed(entry: Omit<StatsEntry, 'resultField'>, printer: Printer): string {
  return printer.statsFunction(entry.function) + printer.condition(entry.condition);
}
