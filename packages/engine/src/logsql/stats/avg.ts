import { parsePatternFields, printPatternFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const avgFunction: StatsSyntax<'avg'> = {
  name: 'avg',
  help: {
    syntax: 'avg(field, prefix*)',
    description: 'the average of the numbers in the fields',
    example: '_time:5m | stats avg(duration) avg_duration',
  },
  parse: (cursor) => ({ kind: 'avg', fields: parsePatternFields(cursor) }),
  print: printPatternFields,
};
