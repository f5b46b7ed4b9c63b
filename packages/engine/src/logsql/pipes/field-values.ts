import { optionalLimit } from '../count-argument.ts';
import { fieldWithOptionalBrackets } from '../field-result.ts';
import { printLimit } from '../print-limit.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const fieldValuesPipe: PipeSyntax<'field_values'> = {
  name: 'field_values',
  keywords: ['limit'],
  help: {
    syntax: 'field_values field [limit N]',
    description: 'the values of a field with the number of rows that have them',
    example: '_time:5m | field_values level',
  },
  parse: (cursor) => ({ kind: 'field_values', field: fieldWithOptionalBrackets(cursor), limit: optionalLimit(cursor) }),
  print: (node, printer) => `field_values ${printer.name(node.field)}${printLimit(node.limit)}`,
};
