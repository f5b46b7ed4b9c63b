import { parsePatternFields, printPatternFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const rateSumFunction: StatsSyntax<'rate_sum'> = {
  name: 'rate_sum',
  help: {
    syntax: 'rate_sum(field, prefix*)',
    description: 'the sum of the numbers in the fields for each second of the time range',
    example: '_time:5m | stats rate_sum(bytes_sent)',
  },
  parse: (cursor) => ({ kind: 'rate_sum', fields: parsePatternFields(cursor) }),
  print: printPatternFields,
};
