import { posix } from 'node:path';
import { isTypeScript, lineAt, type SourceTree } from './source-tree.ts';

/** One import, re-export or dynamic import with a literal specifier. */
export interface Import {
  readonly specifier: string;
  /** The line (from 1) on which the statement begins. */
  readonly line: number;
  /** The file of the repository that it names; undefined for packages from outside. */
  readonly target: string | undefined;
}

/** Path of each TypeScript file to its imports, in the order of the text. Type-only imports count like any other. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

// Statements begin in column 0 because the formatter puts them there; examples in comments and fixtures do not.
const STATEMENT = /^(?:import|export)\s+(?:[\w$*\s{},]+?\s+from\s+)?['"]([^'"\n]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;

/** Finds all imports of the tree. */
export function buildImportGraph(tree: SourceTree): ImportGraph {
  const entryPoints = packageEntryPoints(tree);
  const graph = new Map<string, Import[]>();
  for (const [path, text] of tree.texts) {
    if (!isTypeScript(path)) continue;
    const imports: Import[] = [];
    for (const pattern of [STATEMENT, DYNAMIC]) {
      for (const match of text.matchAll(pattern)) {
        const specifier = match[1] as string;
        const target = specifier.startsWith('.')
          ? posix.join(posix.dirname(path), specifier)
          : entryPoints.get(specifier);
        imports.push({ specifier, line: lineAt(text, match.index), target });
      }
    }
    graph.set(path, imports);
  }
  return graph;
}

/** Name of each package of the workspace to its entry point in the sources. */
function packageEntryPoints(tree: SourceTree): Map<string, string> {
  const entryPoints = new Map<string, string>();
  for (const [path, text] of tree.texts) {
    if (!/^packages\/[^/]+\/package\.json$/.test(path)) continue;
    const { name } = JSON.parse(text) as { name: string };
    entryPoints.set(name, posix.join(posix.dirname(path), 'src/index.ts'));
  }
  return entryPoints;
}
