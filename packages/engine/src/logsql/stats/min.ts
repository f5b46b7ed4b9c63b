import { parsePatternFields, printPatternFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const minFunction: StatsSyntax<'min'> = {
  name: 'min',
  help: {
    syntax: 'min(field, prefix*)',
    description: 'the least value of the fields',
    example: '_time:5m | stats min(duration) min_duration',
  },
  parse: (cursor) => ({ kind: 'min', fields: parsePatternFields(cursor) }),
  print: printPatternFields,
};
