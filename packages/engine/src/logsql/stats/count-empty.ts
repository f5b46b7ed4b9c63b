import { parsePatternFields, printPatternFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const countEmptyFunction: StatsSyntax<'count_empty'> = {
  name: 'count_empty',
  help: {
    syntax: 'count_empty(field, prefix*)',
    description: 'the number of rows in which all of the fields are empty',
    example: '_time:5m | stats count_empty(username) logs_with_missing_username',
  },
  parse: (cursor) => ({ kind: 'count_empty', fields: parsePatternFields(cursor) }),
  print: printPatternFields,
};
