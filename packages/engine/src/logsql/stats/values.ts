import { parseLimitedPatternFields, printLimitedFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const valuesFunction: StatsSyntax<'values'> = {
  name: 'values',
  help: {
    syntax: 'values(field, prefix*) [limit N]',
    description: 'all values of the fields as a JSON array',
    example: '_time:5m | stats values(ip) ips',
  },
  parse: (cursor) => ({ kind: 'values', ...parseLimitedPatternFields(cursor) }),
  print: printLimitedFields,
};
