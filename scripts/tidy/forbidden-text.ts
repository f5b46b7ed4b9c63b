import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';
import { lineAt } from './source-tree.ts';

interface ForbiddenText {
  readonly pattern: RegExp;
  /** The files in which it is looked for. */
  readonly files: RegExp;
  readonly message: string;
}

const FORBIDDEN: readonly ForbiddenText[] = [
  {
    pattern: /(?<![\w.~-])\/(?:work|root|tmp\/(?:corpus|brief))\//g,
    files: /./,
    message: 'a path of one machine: take it from an argument, or make it relative to the repository',
  },
  {
    pattern: /"resolved": "https?:|registry\.[a-z0-9-]+\.[a-z]+/g,
    files: /(^|\/)package-lock\.json$/,
    message: 'a download address in the lock file: install with the settings of .npmrc, which leave them out',
  },
];

/** Nothing that is true on one machine only gets into the repository. */
export const forbiddenText: Rule = function* (tree): Generator<Problem> {
  for (const [path, text] of tree.texts) {
    for (const { pattern, files, message } of FORBIDDEN) {
      if (!files.test(path)) continue;
      for (const match of text.matchAll(pattern)) yield { path, line: lineAt(text, match.index), message };
    }
  }
};
