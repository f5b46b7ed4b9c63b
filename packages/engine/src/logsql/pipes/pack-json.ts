import { parsePack, printPack } from '../pack-syntax.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const packJsonPipe: PipeSyntax<'pack_json'> = {
  name: 'pack_json',
  keywords: ['fields', 'as'],
  help: {
    syntax: 'pack_json [fields (a, b*)] [as field]',
    description: 'packs the fields of each row into a JSON object',
    example: '_time:5m | pack_json fields (foo, bar) as baz',
  },
  parse: (cursor) => parsePack(cursor, 'pack_json'),
  print: printPack,
};
