import type { Cursor } from '../cursor.ts';
import { parseDecimalText } from '../number-literal.ts';
import { allOrNamed } from '../stats-arguments.ts';
import type { QuantileFunction } from '../stats-function-node.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const quantileFunction: StatsSyntax<'quantile'> = {
  name: 'quantile',
  help: {
    syntax: 'quantile(phi, [field, prefix*])',
    description: 'the quantile phi, from 0 to 1, of the numbers in the fields',
    example: '_time:5m | stats quantile(0.99, request_duration_seconds) p99',
  },
  parse(cursor: Cursor): QuantileFunction {
    const { token } = cursor;
    const [phiText = '', ...fields] = cursor.fieldPatternsInBrackets();
    const phi = parseDecimalText(phiText);
    if (phi === undefined || phi < 0 || phi > 1) cursor.fail('a number from 0 to 1 before the fields', { at: token });
    return { kind: 'quantile', phi, phiText, fields: allOrNamed(fields) };
  },
  print(node, printer) {
    const fields = node.fields.length === 1 && node.fields[0] === '*' ? '' : `, ${printer.names(node.fields)}`;
    return `quantile(${node.phiText}${fields})`;
  },
};
