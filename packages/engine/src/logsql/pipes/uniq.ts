import { freeName, parseByFields } from '../by-fields.ts';
import { optionalLimit } from '../count-argument.ts';
import type { Cursor } from '../cursor.ts';
import { printLimit } from '../print-limit.ts';
import type { PipeSyntax } from '../syntax-entry.ts';
import type { UniqPipe } from '../syntax-tree.ts';

export const uniqPipe: PipeSyntax<'uniq'> = {
  name: 'uniq',
  keywords: ['by', 'with', 'hits', 'limit'],
  help: {
    syntax: 'uniq [by] (a, b) [with hits] [limit N]',
    description: 'each different set of values once; with hits, with its number of rows',
    example: '_time:5m | uniq by (host, path) with hits',
  },
  parse(cursor: Cursor): UniqPipe {
    const by = parseByFields(cursor, ['with', 'hits', 'limit']);
    if (cursor.accept('with') && !cursor.is('hits')) cursor.fail("'hits'");
    const hitsField = cursor.accept('hits') ? freeName('hits', by) : null;
    return { kind: 'uniq', by, hitsField, limit: optionalLimit(cursor) };
  },
  print(node, printer) {
    const hits = node.hitsField === null ? '' : ' with hits';
    return `uniq by (${printer.names(node.by)})${hits}${printLimit(node.limit)}`;
  },
};
