import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';
import { lineAt } from './source-tree.ts';

/** The packages from the ground up; each may use only those before it. bench and examples use what they like. */
const ORDER: readonly string[] = ['engine', 'clickhouse', 'web', 'server', 'cli'];

/** Packages depend downwards only, in package.json and in the sources, and meet only at their entry points. */
export const packageOrder: Rule = function* (tree, graph): Generator<Problem> {
  for (const [path, imports] of graph) {
    const from = packageOf(path);
    for (const { specifier, line, target } of imports) {
      if (target === undefined) continue;
      const to = packageOf(target);
      if (from === to || to === undefined) continue;
      if (specifier.startsWith('.')) {
        yield { path, line, message: `${specifier} reaches into packages/${to}: import the package by its name` };
      } else if (from !== undefined && !isBelow(to, from)) {
        yield { path, line, message: `packages/${from} may not import packages/${to}: packages depend downwards only` };
      }
    }
  }
  yield* manifestProblems(tree.texts);
};

function* manifestProblems(texts: ReadonlyMap<string, string>): Generator<Problem> {
  const manifests = [...texts].filter(([path]) => /^packages\/[^/]+\/package\.json$/.test(path));
  const folderOfName = new Map<string, string>();
  for (const [path, text] of manifests) {
    const folder = packageOf(path) as string;
    if (!ORDER.includes(folder)) {
      yield {
        path,
        line: 1,
        message: `packages/${folder} has no place: add it to ORDER in scripts/tidy/package-order.ts`,
      };
    }
    folderOfName.set((JSON.parse(text) as { name: string }).name, folder);
  }
  for (const [path, text] of manifests) {
    const from = packageOf(path) as string;
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    for (const name of Object.keys(dependencies)) {
      const to = folderOfName.get(name);
      if (to !== undefined && !isBelow(to, from)) {
        const line = lineAt(text, text.indexOf(`"${name}"`, text.indexOf('"dependencies"')));
        yield {
          path,
          line,
          message: `packages/${from} may not depend on packages/${to}: packages depend downwards only`,
        };
      }
    }
  }
}

function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1];
}

function isBelow(lower: string, upper: string): boolean {
  return ORDER.indexOf(lower) < ORDER.indexOf(upper);
}
