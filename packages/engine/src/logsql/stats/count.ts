import { parsePatternFields, printPatternFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const countFunction: StatsSyntax<'count'> = {
  name: 'count',
  help: {
    syntax: 'count([field, prefix*])',
    description: 'the number of rows, or of those in which one of the fields is not empty',
    example: '_time:5m | stats count() logs',
  },
  parse: (cursor) => ({ kind: 'count', fields: parsePatternFields(cursor) }),
  print: printPatternFields,
};
