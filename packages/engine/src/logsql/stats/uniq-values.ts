import { parseLimitedPatternFields, printLimitedFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const uniqValuesFunction: StatsSyntax<'uniq_values'> = {
  name: 'uniq_values',
  help: {
    syntax: 'uniq_values(field, prefix*) [limit N]',
    description: 'the different values of the fields as a sorted JSON array',
    example: '_time:5m | stats uniq_values(ip) limit 100 as unique_ips_100',
  },
  parse: (cursor) => ({ kind: 'uniq_values', ...parseLimitedPatternFields(cursor) }),
  print: printLimitedFields,
};
