import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';
import { isTypeScript, lineAt } from './source-tree.ts';

const REGISTER = 'ARCHITECTURE.md';
/** `(I3)` or `(I3, I7)`. */
const CITATION = /\(I\d+(?:, I\d+)*\)/g;

/** Every invariant that the sources of a package cite by its number is written down in ARCHITECTURE.md. */
export const invariants: Rule = function* (tree): Generator<Problem> {
  const known = new Set(tree.texts.get(REGISTER)?.match(/\bI\d+\b/g));
  for (const [path, text] of tree.texts) {
    if (!isTypeScript(path) || !/^packages\/[^/]+\/src\//.test(path)) continue;
    for (const citation of text.matchAll(CITATION)) {
      for (const invariant of citation[0].match(/I\d+/g) ?? []) {
        if (known.has(invariant)) continue;
        yield { path, line: lineAt(text, citation.index), message: `${invariant} is not an invariant of ${REGISTER}` };
      }
    }
  }
};
