import { acceptStar, argumentText } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** A word or quoted phrase; `i(…)` for one in any case, or a prefix in any case. */
export const phraseFilter: FilterSyntax<'phrase'> = {
  kind: 'phrase',
  names: ['i'],
  help: {
    syntax: 'word | "some phrase" | i(word) | i("some phrase"*)',
    description: 'rows that contain the word or phrase; with i() in upper or lower case',
    example: 'level:i(error) "cannot open file"',
  },
  parse(cursor, field) {
    cursor.next();
    cursor.expect('(');
    const text = argumentText(cursor);
    const isPrefix = acceptStar(cursor);
    if (text === '' && !isPrefix && cursor.previous?.kind !== 'string') cursor.fail('a word, phrase or prefix');
    cursor.expect(')');
    const column = field ?? '_msg';
    if (text === '') return { kind: isPrefix ? 'any-value' : 'empty', field: column };
    return { kind: isPrefix ? 'prefix' : 'phrase', field: column, text, ignoreCase: true };
  },
  print(node, printer) {
    const text = printer.value(node.text);
    return printer.prefix(node.field) + (node.ignoreCase ? `i(${text})` : text);
  },
};
