import { parseLimitedFields, printLimitedFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const countUniqFunction: StatsSyntax<'count_uniq'> = {
  name: 'count_uniq',
  help: {
    syntax: 'count_uniq(field, …) [limit N]',
    description: 'the number of different values of the fields together, not counting empty ones',
    example: '_time:5m | stats count_uniq(host, path) unique_host_path_pairs',
  },
  parse: (cursor) => ({ kind: 'count_uniq', ...parseLimitedFields(cursor) }),
  print: printLimitedFields,
};
