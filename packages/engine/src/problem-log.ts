/** Something that the engine met and went on from: damage, a failed write, a hook that threw. */
export interface EngineProblem {
  /** What kind of problem it is, such as `damage` or `write-failed`. */
  readonly kind: string;
  /** The file it is about; absent where it is about none. */
  readonly file?: string;
  /** A sentence. */
  readonly message: string;
  /** When it was met last, milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** How often. */
  readonly count: number;
}

/** Different problems that are kept; beyond it the oldest go. */
const PROBLEMS_MAX = 100;

/** The problems met since the engine was opened; the same one again is counted. */
export class ProblemLog {
  readonly #problems = new Map<string, EngineProblem>();
  readonly #clock: () => number;
  /** All of them, those no longer listed included. */
  totalCount = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add(problem: { readonly kind: string; readonly file?: string; readonly message: string }): void {
    this.totalCount++;
    const { kind, file, message } = problem;
    const key = JSON.stringify([kind, file, message]);
    const count = (this.#problems.get(key)?.count ?? 0) + 1;
    this.#problems.delete(key);
    this.#problems.set(key, { kind, ...(file !== undefined && { file }), message, atMs: this.#clock(), count });
    if (this.#problems.size > PROBLEMS_MAX) this.#problems.delete(this.#problems.keys().next().value!);
  }

  /** The one met last comes last. */
  list(): EngineProblem[] {
    return [...this.#problems.values()];
  }
}
