import { parsePatternFields, printPatternFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const rowAnyFunction: StatsSyntax<'row_any'> = {
  name: 'row_any',
  help: {
    syntax: 'row_any([field, prefix*])',
    description: 'some row of the group as JSON, or these fields of it',
    example: '_time:5m | stats by (_stream) row_any() as sample_row',
  },
  parse: (cursor) => ({ kind: 'row_any', fields: parsePatternFields(cursor) }),
  print: printPatternFields,
};
