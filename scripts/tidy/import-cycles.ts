import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

/** No file imports itself, directly or by way of others; type-only imports count. One problem per import that closes a cycle. */
export const importCycles: Rule = (_tree, graph): Problem[] => {
  const problems: Problem[] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    trail.push(path);
    for (const { line, target } of graph.get(path) ?? []) {
      if (target === undefined || finished.has(target)) continue;
      const start = trail.indexOf(target);
      if (start === -1) visit(target);
      else problems.push({ path, line, message: `import cycle: ${[...trail.slice(start), target].join(' → ')}` });
    }
    trail.pop();
    finished.add(path);
  };
  for (const path of graph.keys()) if (!finished.has(path)) visit(path);
  return problems;
};
