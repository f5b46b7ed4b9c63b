import type { PipeSyntax } from '../syntax-entry.ts';

export const fieldNamesPipe: PipeSyntax<'field_names'> = {
  name: 'field_names',
  keywords: ['as'],
  help: {
    syntax: 'field_names [as name]',
    description: 'the names of the fields with the number of rows that have them',
    example: '_time:5m | field_names',
  },
  parse: (cursor) => ({ kind: 'field_names', resultField: cursor.resultField('name') }),
  print: (node, printer) => `field_names as ${printer.name(node.resultField)}`,
};
