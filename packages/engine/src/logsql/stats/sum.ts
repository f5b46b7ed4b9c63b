import { parsePatternFields, printPatternFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const sumFunction: StatsSyntax<'sum'> = {
  name: 'sum',
  help: {
    syntax: 'sum(field, prefix*)',
    description: 'the sum of the numbers in the fields',
    example: '_time:5m | stats sum(duration) sum_duration',
  },
  parse: (cursor) => ({ kind: 'sum', fields: parsePatternFields(cursor) }),
  print: printPatternFields,
};
