import { parsePatternFields, printPatternFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const medianFunction: StatsSyntax<'median'> = {
  name: 'median',
  help: {
    syntax: 'median(field, prefix*)',
    description: 'the median of the numbers in the fields',
    example: '_time:5m | stats median(duration) median_duration',
  },
  parse: (cursor) => ({ kind: 'median', fields: parsePatternFields(cursor) }),
  print: printPatternFields,
};
