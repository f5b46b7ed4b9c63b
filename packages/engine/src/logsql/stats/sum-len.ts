import { parsePatternFields, printPatternFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const sumLenFunction: StatsSyntax<'sum_len'> = {
  name: 'sum_len',
  help: {
    syntax: 'sum_len(field, prefix*)',
    description: 'the sum of the lengths of the fields in bytes',
    example: '_time:5m | stats sum_len(_msg) messages_len',
  },
  parse: (cursor) => ({ kind: 'sum_len', fields: parsePatternFields(cursor) }),
  print: printPatternFields,
};
