import { parseLimitedFields, printLimitedFields } from '../stats-arguments.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const countUniqHashFunction: StatsSyntax<'count_uniq_hash'> = {
  name: 'count_uniq_hash',
  help: {
    syntax: 'count_uniq_hash(field, …) [limit N]',
    description: 'as count_uniq, of hashes: faster and almost exact',
    example: '_time:5m | stats count_uniq_hash(ip) unique_ips_count',
  },
  parse: (cursor) => ({ kind: 'count_uniq_hash', ...parseLimitedFields(cursor) }),
  print: printLimitedFields,
};
