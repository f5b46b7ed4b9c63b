import { parsePack, printPack } from '../pack-syntax.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const packLogfmtPipe: PipeSyntax<'pack_logfmt'> = {
  name: 'pack_logfmt',
  keywords: ['fields', 'as'],
  help: {
    syntax: 'pack_logfmt [fields (a, b*)] [as field]',
    description: 'packs the fields of each row into a logfmt text',
    example: '_time:5m | pack_logfmt fields (foo, bar) as baz',
  },
  parse: (cursor) => parsePack(cursor, 'pack_logfmt'),
  print: printPack,
};
