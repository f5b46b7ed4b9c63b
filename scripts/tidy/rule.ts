import type { ImportGraph } from './import-graph.ts';
import type { Problem } from './problem.ts';
import type { SourceTree } from './source-tree.ts';

/** One house rule: looks at the whole repository and says what breaks the rule, in any order. */
export type Rule = (tree: SourceTree, graph: ImportGraph) => Iterable<Problem>;
