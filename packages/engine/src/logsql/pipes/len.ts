import { parseFieldResult, printFieldResult } from '../field-result.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const lenPipe: PipeSyntax<'len'> = {
  name: 'len',
  keywords: ['as'],
  help: {
    syntax: 'len(field) [as name]',
    description: 'the length of a field in bytes',
    example: '_time:5m | len(_msg) as msg_len',
  },
  parse: (cursor) => ({ kind: 'len', ...parseFieldResult(cursor) }),
  print: (node, printer) => `len${printFieldResult(node, printer)}`,
};
