import { IntervalTree } from '../indexes/interval-tree.ts';
import type { LiveSegment } from './live-segment.ts';

/** The segments of a store, found by the time of their rows: an interval tree over those that do not grow any more, and the open one. */
export class SegmentSet {
  readonly #byFile = new Map<string, LiveSegment>();
  readonly #byTime = new IntervalTree<number, LiveSegment>();
  /** The ends under which a segment stands in the tree: its bounds may shrink when damage is found. */
  readonly #ends = new Map<LiveSegment, readonly [number, number]>();

  [Symbol.iterator](): IterableIterator<LiveSegment> {
    return this.#byFile.values();
  }

  get size(): number {
    return this.#byFile.size;
  }

  get(file: string): LiveSegment | undefined {
    return this.#byFile.get(file);
  }

  /** Adds a segment that blocks will be added to; `settle` it when that is over. */
  addGrowing(segment: LiveSegment): void {
    this.#byFile.set(segment.file, segment);
  }

  /** Adds a segment whose bounds are final, or takes note that they are. */
  settle(segment: LiveSegment): void {
    this.#byFile.set(segment.file, segment);
    const { minTimeMs, maxTimeMs } = segment.bounds;
    if (this.#ends.has(segment) || minTimeMs > maxTimeMs) return;
    this.#ends.set(segment, [minTimeMs, maxTimeMs]);
    this.#byTime.insert(minTimeMs, maxTimeMs, segment);
  }

  remove(segment: LiveSegment): void {
    this.#byFile.delete(segment.file);
    const ends = this.#ends.get(segment);
    if (ends === undefined) return;
    this.#ends.delete(segment);
    this.#byTime.delete(ends[0], ends[1], segment);
  }

  /** The segments that may have rows in `[startMs, endMs]`, both inclusive. */
  overlapping(startMs: number, endMs: number): LiveSegment[] {
    const found = this.#byTime.overlapping(startMs, endMs);
    for (const segment of this.#byFile.values()) {
      if (this.#ends.has(segment)) continue;
      if (segment.bounds.minTimeMs <= endMs && segment.bounds.maxTimeMs >= startMs) found.push(segment);
    }
    return found;
  }
}
