import { parseFieldResult, printFieldResult } from '../field-result.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const hashPipe: PipeSyntax<'hash'> = {
  name: 'hash',
  keywords: ['as'],
  help: {
    syntax: 'hash(field) [as name]',
    description: 'a hash of the value of a field',
    example: '_time:5m | hash(user_id) as user_id_hash',
  },
  parse: (cursor) => ({ kind: 'hash', ...parseFieldResult(cursor) }),
  print: (node, printer) => `hash${printFieldResult(node, printer)}`,
};
