/** One violation of a house rule, at a line (from 1) of a file (its path from the root of the repository). */
export interface Problem {
  readonly path: string;
  readonly line: number;
  /** What is wrong and what would be right, in one sentence. */
  readonly message: string;
}

/** `path:line: message`, the form that editors and terminals turn into a link. */
export function formatProblem(problem: Problem): string {
  return `${problem.path}:${problem.line}: ${problem.message}`;
}
