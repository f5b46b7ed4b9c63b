import { fileLength } from './file-length.ts';
import { fileNames } from './file-names.ts';
import { floors } from './floors.ts';
import { forbiddenText } from './forbidden-text.ts';
import { importCycles } from './import-cycles.ts';
import { buildImportGraph } from './import-graph.ts';
import { invariants } from './invariants.ts';
import { links } from './links.ts';
import { packageOrder } from './package-order.ts';
import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';
import type { SourceTree } from './source-tree.ts';

/** The house rules that neither the linter nor the compiler knows. */
const RULES: readonly Rule[] = [
  floors,
  packageOrder,
  importCycles,
  fileLength,
  fileNames,
  links,
  forbiddenText,
  invariants,
];

/** Applies every rule. @returns the problems by path and line. */
export function findProblems(tree: SourceTree): Problem[] {
  const graph = buildImportGraph(tree);
  return RULES.flatMap((rule) => [...rule(tree, graph)]).sort(
    (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line,
  );
}
