import type { Cursor } from '../cursor.ts';
import { parseMathExpression, printMathExpression, quotedNumber } from '../math-syntax.ts';
import type { PipeSyntax } from '../syntax-entry.ts';
import type { MathEntry } from '../syntax-tree.ts';

export const mathPipe: PipeSyntax<'math'> = {
  name: 'math',
  aliases: ['eval'],
  keywords: ['as', 'or', 'xor', 'default'],
  help: {
    syntax: 'math expression [as name], …',
    description: 'calculates: + - * / % ^ & or xor default, abs ceil exp floor ln max min now rand round',
    example: '_time:5m | math round(duration_msecs / 1000) as duration_secs',
  },
  parse(cursor) {
    const entries = [parseEntry(cursor)];
    while (cursor.accept(',')) entries.push(parseEntry(cursor));
    return { kind: 'math', entries };
  },
  print(node, printer) {
    const entries = node.entries.map(({ expression, resultField }) => {
      const text = printMathExpression(expression, { field: (name) => printer.name(name), number: quotedNumber });
      return `${expression.kind === 'binary' ? `(${text})` : text} as ${printer.name(resultField)}`;
    });
    return `math ${entries.join(', ')}`;
  },
};

/** Without a name the result is called as the expression is written, its numbers without quotes, as in the reference. */
function parseEntry(cursor: Cursor): MathEntry {
  const expression = parseMathExpression(cursor);
  if (cursor.atPipeEnd || cursor.is(',')) {
    const write = { field: (name: string) => cursor.printer.value(name), number: (text: string) => text };
    return { expression, resultField: printMathExpression(expression, write) };
  }
  cursor.accept('as');
  return { expression, resultField: cursor.field('the name of the result') };
}
