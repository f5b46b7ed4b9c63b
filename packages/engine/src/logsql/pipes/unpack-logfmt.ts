import type { PipeSyntax } from '../syntax-entry.ts';
import { parseUnpack, printUnpack } from '../unpack-syntax.ts';

export const unpackLogfmtPipe: PipeSyntax<'unpack_logfmt'> = {
  name: 'unpack_logfmt',
  keywords: ['if', 'from', 'fields', 'result_prefix', 'keep_original_fields', 'skip_empty_results'],
  help: {
    syntax:
      'unpack_logfmt [if (filter)] [from field] [fields (a, b*)] [result_prefix "text"] [keep_original_fields | skip_empty_results]',
    description: 'makes fields of the keys of a logfmt text',
    example: '_time:5m | unpack_logfmt from my_logfmt fields (foo, bar)',
  },
  parse: (cursor) => parseUnpack(cursor, 'unpack_logfmt'),
  print: printUnpack,
};
