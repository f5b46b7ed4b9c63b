import { parseRowExtreme, printRowExtreme } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const rowMaxFunction: StatsSyntax<'row_max'> = {
  name: 'row_max',
  help: {
    syntax: 'row_max(field, [others])',
    description: 'the row with the greatest value of the field as JSON',
    example: '_time:5m | stats row_max(duration, _time, path) as slowest',
  },
  parse: (cursor) => ({ kind: 'row_max', ...parseRowExtreme(cursor) }),
  print: printRowExtreme,
};
