import type { Cursor } from '../cursor.ts';
import type { RateFunction } from '../stats-function-node.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const rateFunction: StatsSyntax<'rate'> = {
  name: 'rate',
  help: {
    syntax: 'rate()',
    description: 'the number of rows for each second of the time range',
    example: '_time:5m error | stats rate()',
  },
  parse(cursor: Cursor): RateFunction {
    cursor.expect('(');
    cursor.expect(')');
    return { kind: 'rate' };
  },
  print: () => 'rate()',
};
