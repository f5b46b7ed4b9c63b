/**
 * The first `limit` items of a sequence that arrives as sorted runs. Runs of like size are merged as they come, so that
 * the whole costs O(items × log runs) comparisons.
 */
export class SortedRuns<T> {
  private readonly compare: (a: T, b: T) => number;
  private readonly limit: number;
  private readonly runs: T[][] = [];

  constructor(compare: (a: T, b: T) => number, limit: number) {
    this.compare = compare;
    this.limit = limit;
  }

  /** Takes over a run in order; of a run longer than the limit only the first items count. */
  add(run: T[]): void {
    if (run.length === 0) return;
    const { runs } = this;
    runs.push(run);
    while (runs.length > 1 && runs.at(-2)!.length <= runs.at(-1)!.length) this.mergeTop();
  }

  /** An item after which no other can be among the first `limit`; undefined while that is unknown. */
  bound(): T | undefined {
    const first = this.runs[0];
    return first !== undefined && first.length >= this.limit ? first[this.limit - 1] : undefined;
  }

  /** The first `limit` items, in order. */
  finish(): T[] {
    while (this.runs.length > 1) this.mergeTop();
    return (this.runs[0] ?? []).slice(0, this.limit);
  }

  private mergeTop(): void {
    const b = this.runs.pop()!;
    const a = this.runs.pop()!;
    this.runs.push(this.merge(a, b));
  }

  private merge(a: T[], b: T[]): T[] {
    const merged: T[] = [];
    const length = Math.min(a.length + b.length, this.limit);
    let i = 0;
    let j = 0;
    while (merged.length < length) {
      const takeA = j >= b.length || (i < a.length && this.compare(a[i]!, b[j]!) <= 0);
      merged.push(takeA ? a[i++]! : b[j++]!);
    }
    return merged;
  }
}
