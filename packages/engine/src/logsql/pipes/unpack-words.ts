import type { PipeSyntax } from '../syntax-entry.ts';
import { parseFrom, printFrom } from '../unpack-syntax.ts';

export const unpackWordsPipe: PipeSyntax<'unpack_words'> = {
  name: 'unpack_words',
  keywords: ['from', 'as', 'drop_duplicates'],
  help: {
    syntax: 'unpack_words [from field] [as field] [drop_duplicates]',
    description: 'makes a JSON array of the words of a field',
    example: '_time:5m | unpack_words from _msg as words | unroll words | top 5 (words)',
  },
  parse(cursor) {
    const from = parseFrom(cursor, ['drop_duplicates', 'as']);
    const resultField = cursor.is('drop_duplicates') ? from : cursor.resultField(from);
    return { kind: 'unpack_words', from, resultField, dropDuplicates: cursor.accept('drop_duplicates') };
  },
  print(node, printer) {
    const result = node.resultField === node.from ? '' : ` as ${printer.name(node.resultField)}`;
    return `unpack_words${printFrom(node.from, printer)}${result}${node.dropDuplicates ? ' drop_duplicates' : ''}`;
  },
};
