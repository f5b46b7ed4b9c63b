import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

const SAYING_NOTHING = /^(utils?|helpers?|commons?|types?|misc|shared|lib)$/;

/** Files and folders of the sources are named after what they hold; names that fit anything are refused. */
export const fileNames: Rule = function* (tree): Generator<Problem> {
  for (const path of tree.paths) {
    if (!/^(packages\/[^/]+\/src|bench|examples|scripts)\//.test(path)) continue;
    const name = (path.split('/').at(-1) as string).replace(/(\.test)?\.(tsx?|mjs)$/, '');
    if (SAYING_NOTHING.test(name)) {
      yield { path, line: 1, message: `the name ${name} says nothing: name it after its main export` };
    }
  }
};
