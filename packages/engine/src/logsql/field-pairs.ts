import type { Cursor } from './cursor.ts';
import type { Printer } from './printer.ts';
import type { FieldPairsPipe } from './syntax-tree.ts';

/** `a as b, c as d`; the `as` may be left out. */
export function parseFieldPairs(cursor: Cursor): FieldPairsPipe['pairs'] {
  const pairs = [parsePair(cursor)];
  while (cursor.accept(',')) pairs.push(parsePair(cursor));
  return pairs;
}

function parsePair(cursor: Cursor): FieldPairsPipe['pairs'][number] {
  const source = cursor.fieldPattern();
  cursor.accept('as');
  return { source, target: cursor.fieldPattern() };
}

export function printFieldPairs(pairs: FieldPairsPipe['pairs'], printer: Printer): string {
  return pairs.map(({ source, target }) => `${printer.names([source])} as ${printer.names([target])}`).join(', ');
}
