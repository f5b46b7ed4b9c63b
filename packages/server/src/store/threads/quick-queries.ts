/** A query that took less than so many milliseconds is left to one worker, as long as that one needs no more than twice as many. */
const QUICK_MS = 3;
const QUERIES_MAX = 1000;

/**
 * The queries that were quick when they were last asked. To let several workers answer one of them takes longer than the answer:
 * a count that templates decide took 0.5 ms with one worker and 1.6 ms with two.
 */
export class QuickQueries {
  /** Those used last at the end. */
  readonly #queries = new Set<string>();

  has(tenant: string, text: string): boolean {
    return this.#queries.has(keyOf(tenant, text));
  }

  /** Takes note of how long a query took, in milliseconds. */
  note(tenant: string, text: string, tookMs: number): void {
    const key = keyOf(tenant, text);
    const wasQuick = this.#queries.delete(key);
    if (tookMs > (wasQuick ? 2 * QUICK_MS : QUICK_MS)) return;
    this.#queries.add(key);
    if (this.#queries.size > QUERIES_MAX) this.#queries.delete(this.#queries.values().next().value!);
  }
}

/** No name of a tenant has a space. */
function keyOf(tenant: string, text: string): string {
  return `${tenant} ${text}`;
}
