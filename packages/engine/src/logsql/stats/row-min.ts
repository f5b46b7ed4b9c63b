import { parseRowExtreme, printRowExtreme } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const rowMinFunction: StatsSyntax<'row_min'> = {
  name: 'row_min',
  help: {
    syntax: 'row_min(field, [others])',
    description: 'the row with the least value of the field as JSON',
    example: '_time:5m | stats row_min(duration, _time, path) as fastest',
  },
  parse: (cursor) => ({ kind: 'row_min', ...parseRowExtreme(cursor) }),
  print: printRowExtreme,
};
