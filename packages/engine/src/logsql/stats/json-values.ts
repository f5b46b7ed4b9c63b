import { parseLimitedPatternFields, printLimitedFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const jsonValuesFunction: StatsSyntax<'json_values'> = {
  name: 'json_values',
  help: {
    syntax: 'json_values([field, prefix*]) [limit N]',
    description: 'the rows as a JSON array of objects',
    example: '_time:5m | stats by (app) json_values(_time, _msg) as json_logs',
  },
  parse: (cursor) => ({ kind: 'json_values', ...parseLimitedPatternFields(cursor) }),
  print: printLimitedFields,
};
