import { parsePatternFields, printPatternFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const maxFunction: StatsSyntax<'max'> = {
  name: 'max',
  help: {
    syntax: 'max(field, prefix*)',
    description: 'the greatest value of the fields',
    example: '_time:5m | stats max(duration) max_duration',
  },
  parse: (cursor) => ({ kind: 'max', fields: parsePatternFields(cursor) }),
  print: printPatternFields,
};
