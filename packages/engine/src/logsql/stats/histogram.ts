import type { Cursor } from '../cursor.ts';
import type { HistogramFunction } from '../stats-function-node.ts';
import type { StatsSyntax } from '../syntax-entry.ts';

export const histogramFunction: StatsSyntax<'histogram'> = {
  name: 'histogram',
  help: {
    syntax: 'histogram(field)',
    description: 'the numbers of a field in buckets of about a tenth of a decade, as a JSON array of vmrange and hits',
    example: '_time:5m | stats by (host) histogram(response_size)',
  },
  parse(cursor: Cursor): HistogramFunction {
    const { token } = cursor;
    const fields = cursor.fieldsInBrackets();
    if (fields.length !== 1) cursor.fail('one field', { at: token, problem: `histogram has ${fields.length} fields` });
    return { kind: 'histogram', field: fields[0]! };
  },
  print: (node, printer) => `histogram(${printer.name(node.field)})`,
};
