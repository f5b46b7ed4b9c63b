import type { ValuePredicate } from '../columns/value-predicate.ts';

const PASSES = 1;
const FAILS = 2;
const LISTED_MAX = 8;

/** The distinct values of a field in a segment. Blocks say which of them they hold; a filter looks at each value once. */
export class SegmentValues {
  readonly texts: string[] = [];
  /** Null where there are so few that looking through them is as quick. */
  private ids: Map<string, number> | null = null;
  private verdictsIfAny: WeakMap<ValuePredicate, Uint8Array> | null = null;

  /** The number of a value, new ones added. */
  idOf(text: string): number {
    const { texts } = this;
    let id = this.ids === null ? texts.indexOf(text) : (this.ids.get(text) ?? -1);
    if (id >= 0) return id;
    id = texts.length;
    texts.push(text);
    if (this.ids !== null) this.ids.set(text, id);
    else if (texts.length > LISTED_MAX) this.ids = new Map(texts.map((each, index) => [each, index]));
    return id;
  }

  /** Whether the value passes. Kept as long as the predicate lives, that is for one query or one rule. */
  passes(predicate: ValuePredicate, id: number): boolean {
    this.verdictsIfAny ??= new WeakMap();
    let verdicts = this.verdictsIfAny.get(predicate);
    if (verdicts === undefined || verdicts.length <= id) {
      const grown = new Uint8Array(Math.max(this.texts.length, 16));
      if (verdicts !== undefined) grown.set(verdicts);
      verdicts = grown;
      this.verdictsIfAny.set(predicate, verdicts);
    }
    if (verdicts[id] === 0) verdicts[id] = predicate.test(this.texts[id]!) ? PASSES : FAILS;
    return verdicts[id] === PASSES;
  }
}
