import { parseByFields } from '../by-fields.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const unrollPipe: PipeSyntax<'unroll'> = {
  name: 'unroll',
  keywords: ['if', 'by'],
  help: {
    syntax: 'unroll [if (filter)] [by] (a, b)',
    description: 'makes one row of each item of the JSON arrays in the fields',
    example: '_time:5m | unroll (timestamp, value)',
  },
  parse(cursor) {
    const condition = cursor.condition();
    return { kind: 'unroll', condition, fields: parseByFields(cursor, []) };
  },
  print: (node, printer) => `unroll${printer.condition(node.condition)} by (${printer.names(node.fields)})`,
};
