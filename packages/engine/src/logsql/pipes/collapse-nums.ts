import type { PipeSyntax } from '../syntax-entry.ts';

export const collapseNumsPipe: PipeSyntax<'collapse_nums'> = {
  name: 'collapse_nums',
  keywords: ['if', 'at', 'prettify'],
  help: {
    syntax: 'collapse_nums [if (filter)] [at field] [prettify]',
    description: 'replaces numbers by <N>; with prettify also by <UUID>, <IP4>, <TIME>, <DATE> and <DATETIME>',
    example: '_time:1h | collapse_nums prettify | top 5 by (_msg)',
  },
  parse(cursor) {
    const condition = cursor.condition();
    const field = cursor.accept('at') ? cursor.field() : '_msg';
    return { kind: 'collapse_nums', condition, field, prettify: cursor.accept('prettify') };
  },
  print(node, printer) {
    const at = node.field === '_msg' ? '' : ` at ${printer.name(node.field)}`;
    return `collapse_nums${printer.condition(node.condition)}${at}${node.prettify ? ' prettify' : ''}`;
  },
};
