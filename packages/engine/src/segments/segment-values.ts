import type { ValuePredicate } from '../columns/value-predicate.ts';

const PASSES = 1;
const FAILS = 2;

/** The distinct values of a field in a segment. Blocks say which of them they hold; a filter looks at each value once. */
export class SegmentValues {
  readonly texts: string[] = [];
  private readonly ids = new Map<string, number>();
  private readonly verdicts = new WeakMap<ValuePredicate, Uint8Array>();

  /** The number of a value, new ones added. */
  idOf(text: string): number {
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.texts.length;
      this.texts.push(text);
      this.ids.set(text, id);
    }
    return id;
  }

  /** Whether the value passes. Kept as long as the predicate lives, that is for one query or one rule. */
  passes(predicate: ValuePredicate, id: number): boolean {
    let verdicts = this.verdicts.get(predicate);
    if (verdicts === undefined || verdicts.length <= id) {
      const grown = new Uint8Array(Math.max(this.texts.length, 16));
      if (verdicts !== undefined) grown.set(verdicts);
      verdicts = grown;
      this.verdicts.set(predicate, verdicts);
    }
    if (verdicts[id] === 0) verdicts[id] = predicate.test(this.texts[id]!) ? PASSES : FAILS;
    return verdicts[id] === PASSES;
  }
}
