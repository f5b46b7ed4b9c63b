import { StorageError } from '../errors/engine-error.ts';
import type { LiveSegment } from './live-segment.ts';
import type { ManifestKeeper } from './manifest-keeper.ts';
import { planBackgroundMerge, planFullMerge } from './merge-plan.ts';
import { type MergeOptions, MergeTask } from './merge-task.ts';
import type { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';

/** Building a block of so many rows takes about 3 ms: in the background a step may be no longer. */
const BACKGROUND_BLOCK_ROWS = 1_000;
/** Blocks of fewer rows pay more for their dictionaries than for their rows. */
const SMALL_BLOCK_ROWS = 1_000;
/** After a failure the next attempt is not made at once. */
const RETRY_MS = 60_000;

/** Merges segments: a little at each call, or all that is worth it. */
export class Merger {
  /** Merges that were finished since the store was opened. */
  mergeCount = 0;
  readonly #shard: Shard;
  readonly #manifest: ManifestKeeper;
  readonly #segments: SegmentSet;
  /** Told of each segment that is not part of the store any more. */
  readonly #onRemoved: (segment: LiveSegment) => void;
  readonly #cutoffMs: () => number;
  #task: MergeTask | undefined;
  /** There may be something to merge. */
  #isPlanDue = true;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(
    shard: Shard,
    manifest: ManifestKeeper,
    segments: SegmentSet,
    hooks: { readonly cutoffMs: () => number; readonly onRemoved: (segment: LiveSegment) => void },
  ) {
    this.#shard = shard;
    this.#manifest = manifest;
    this.#segments = segments;
    this.#cutoffMs = hooks.cutoffMs;
    this.#onRemoved = hooks.onRemoved;
  }

  /** The file that is being written, which must not be removed though it is listed as obsolete. */
  get file(): string | undefined {
    return this.#task?.file;
  }

  /** Whether a step would do something. */
  get isBusy(): boolean {
    return this.#task !== undefined || this.#isPlanDue;
  }

  /** There is another segment. */
  segmentAdded(): void {
    this.#isPlanDue = true;
  }

  /** Does one short step in the background. A failure is reported, and the merge tried again later. */
  step(): void {
    if (!this.isBusy || this.#shard.now() < this.#notBeforeMs) return;
    try {
      this.#task ??= this.#planBackground();
      if (this.#task !== undefined) this.#advance(this.#task);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.abort();
      this.#notBeforeMs = this.#shard.now() + RETRY_MS;
      this.#shard.report('maintenance-failed', `merging: ${error.message}`);
    }
  }

  /** Merges all that is worth it. There is no open segment. @throws StorageError */
  runFully(): void {
    this.abort();
    const options = this.#options(this.#shard.limits.headRows);
    const limits = { smallBlockRows: SMALL_BLOCK_ROWS, segmentBytes: this.#shard.limits.segmentBytes };
    for (const inputs of planFullMerge(this.#segments, limits)) {
      const task = new MergeTask(this.#shard, this.#manifest, inputs, options);
      this.#task = task;
      try {
        while (this.#task === task) this.#advance(task);
      } catch (error) {
        this.abort();
        throw error;
      }
    }
    this.#isPlanDue = true;
  }

  /** Gives up what is being merged: its segments have changed. */
  abort(): void {
    this.#task?.abort();
    this.#task = undefined;
    this.#isPlanDue = true;
  }

  #planBackground(): MergeTask | undefined {
    const inputs = planBackgroundMerge(this.#segments);
    this.#isPlanDue = inputs.length > 0;
    if (inputs.length === 0) return undefined;
    if (this.#shard.space.isLow()) {
      this.#notBeforeMs = this.#shard.now() + RETRY_MS;
      return undefined;
    }
    return new MergeTask(this.#shard, this.#manifest, inputs, this.#options(BACKGROUND_BLOCK_ROWS));
  }

  #options(rebuiltBlockRows: number): MergeOptions {
    return { smallBlockRows: SMALL_BLOCK_ROWS, rebuiltBlockRows, cutoffMs: this.#cutoffMs() };
  }

  #advance(task: MergeTask): void {
    const result = task.step();
    if (!result.done) return;
    this.#task = undefined;
    this.#isPlanDue = true;
    this.mergeCount++;
    for (const segment of task.inputs) {
      this.#segments.remove(segment);
      this.#onRemoved(segment);
    }
    if (result.output !== undefined) this.#segments.settle(result.output);
  }
}
