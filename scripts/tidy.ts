import { fileURLToPath } from 'node:url';
import { findProblems } from './tidy/find-problems.ts';
import { formatProblem } from './tidy/problem.ts';
import { readSourceTree } from './tidy/source-tree.ts';

/** Style as a test: prints each violation of the house rules as `file:line: sentence` and exits 1 if there is one. */
const tree = readSourceTree(fileURLToPath(new URL('..', import.meta.url)));
const problems = findProblems(tree);

for (const problem of problems) console.error(formatProblem(problem));
if (problems.length > 0) {
  console.error(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} with the house rules`);
  process.exitCode = 1;
}
