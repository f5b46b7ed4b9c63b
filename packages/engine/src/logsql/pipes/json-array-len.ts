import { parseFieldResult, printFieldResult } from '../field-result.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const jsonArrayLenPipe: PipeSyntax<'json_array_len'> = {
  name: 'json_array_len',
  keywords: ['as'],
  help: {
    syntax: 'json_array_len(field) [as name]',
    description: 'the number of items of a JSON array',
    example: '_time:5m | unpack_words _msg as words | json_array_len(words) as words_count',
  },
  parse: (cursor) => ({ kind: 'json_array_len', ...parseFieldResult(cursor) }),
  print: (node, printer) => `json_array_len${printFieldResult(node, printer)}`,
};
