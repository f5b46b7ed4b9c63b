import type { Cursor } from '../cursor.ts';
import type { PipeSyntax } from '../syntax-entry.ts';
import type { JoinPipe } from '../syntax-tree.ts';

export const joinPipe: PipeSyntax<'join'> = {
  name: 'join',
  keywords: ['by', 'on', 'inner', 'prefix'],
  help: {
    syntax: 'join by (a, b) (query) [inner] [prefix "text"]',
    description: 'adds the fields of the rows of a query that are equal in these fields; inner drops rows without one',
    example: '* | stats by (user) count() a | join by (user) (app2 | stats by (user) count() b)',
  },
  parse(cursor: Cursor): JoinPipe {
    if (!cursor.accept('by')) cursor.accept('on');
    const { token } = cursor;
    const by = cursor.fieldsInBrackets();
    if (by.length === 0) cursor.fail('at least one field to join by', { at: token });
    const query = cursor.queryInBrackets();
    const inner = cursor.accept('inner');
    return { kind: 'join', by, query, inner, prefix: cursor.accept('prefix') ? cursor.value('a prefix') : '' };
  },
  print(node, printer) {
    const prefix = node.prefix === '' ? '' : ` prefix ${printer.quoted(node.prefix)}`;
    return `join by (${printer.names(node.by)}) (${printer.query(node.query)})${node.inner ? ' inner' : ''}${prefix}`;
  },
};
