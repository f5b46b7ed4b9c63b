import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';
import { isTypeScript } from './source-tree.ts';

const LINES_MAX = 400;
const REASON = /Longer than 400 lines because: \S/;
/** The reason stands where a reader meets it: within the first lines. */
const REASON_LINES = 30;

/** A source file of more than 400 lines says near its top why it has to be so long. */
export const fileLength: Rule = function* (tree): Generator<Problem> {
  for (const [path, text] of tree.texts) {
    if (!isTypeScript(path)) continue;
    const lines = text.split('\n');
    const count = text.endsWith('\n') ? lines.length - 1 : lines.length;
    if (count <= LINES_MAX || REASON.test(lines.slice(0, REASON_LINES).join('\n'))) continue;
    yield {
      path,
      line: LINES_MAX + 1,
      message: `${count} lines: split the file, or say "Longer than 400 lines because: …" near its top`,
    };
  }
};
