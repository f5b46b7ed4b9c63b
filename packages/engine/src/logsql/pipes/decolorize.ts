import type { PipeSyntax } from '../syntax-entry.ts';

export const decolorizePipe: PipeSyntax<'decolorize'> = {
  name: 'decolorize',
  help: {
    syntax: 'decolorize [field]',
    description: 'drops the colour codes of terminals from the field',
    example: '_time:5m | decolorize',
  },
  parse: (cursor) => ({ kind: 'decolorize', field: cursor.atPipeEnd ? '_msg' : cursor.field() }),
  print: (node, printer) => `decolorize${node.field === '_msg' ? '' : ` ${printer.name(node.field)}`}`,
};
