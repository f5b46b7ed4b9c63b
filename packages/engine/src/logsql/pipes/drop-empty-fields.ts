import type { PipeSyntax } from '../syntax-entry.ts';

export const dropEmptyFieldsPipe: PipeSyntax<'drop_empty_fields'> = {
  name: 'drop_empty_fields',
  help: {
    syntax: 'drop_empty_fields',
    description: 'drops empty fields, and rows that have no others',
    example: "_time:5m | extract 'email: <email>,' from foo | drop_empty_fields",
  },
  parse: () => ({ kind: 'drop_empty_fields' }),
  print: () => 'drop_empty_fields',
};
