import type { PipeSyntax } from '../syntax-entry.ts';
import { parseUnpack, printUnpack } from '../unpack-syntax.ts';

export const unpackJsonPipe: PipeSyntax<'unpack_json'> = {
  name: 'unpack_json',
  keywords: ['if', 'from', 'fields', 'result_prefix', 'keep_original_fields', 'skip_empty_results'],
  help: {
    syntax:
      'unpack_json [if (filter)] [from field] [fields (a, b*)] [result_prefix "text"] [keep_original_fields | skip_empty_results]',
    description: 'makes fields of the keys of a JSON object',
    example: '_time:5m | unpack_json from my_json fields (foo, bar)',
  },
  parse: (cursor) => parseUnpack(cursor, 'unpack_json'),
  print: printUnpack,
};
