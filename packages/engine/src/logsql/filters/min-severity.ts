import type { Cursor } from '../cursor.ts';
import { formatNumber, parseNumberText } from '../number-literal.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** Ours: `min_severity:40`. A field of this name is searched with its name in quotes. */
export const minSeverityFilter: FilterSyntax<'min-severity'> = {
  kind: 'min-severity',
  names: [],
  fields: ['min_severity'],
  help: {
    syntax: 'min_severity:score',
    description: 'rows whose level has at least this severity: INFO is 20, WARN 30, ERROR 40, FATAL 50',
    example: 'min_severity:30',
  },
  parse(cursor: Cursor) {
    const { text, first } = cursor.compound('a severity score');
    const score = parseNumberText(text);
    if (score === undefined || !Number.isFinite(score)) cursor.fail('a severity score like 30', { at: first });
    return { kind: 'min-severity', score };
  },
  print: (node) => `min_severity:${formatNumber(node.score)}`,
};
