import type { Bitmap } from '../bytes/bitmap.ts';
import { IntervalTree } from '../indexes/interval-tree.ts';
import type { StoredBlock } from '../segments/stored-block.ts';
import type { SealedSegment, Tombstones } from './manifest.ts';

/** What is known of a segment without opening it. */
export interface SegmentBounds {
  readonly rows: number;
  /** Whole milliseconds (floor), both inclusive; +Infinity and −Infinity while there are no rows. */
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
  readonly firstSequence: number;
  /** Inclusive. */
  readonly lastSequence: number;
}

/** Bounds of no rows: those of any block can be joined to them. */
export const NO_BOUNDS: SegmentBounds = {
  rows: 0,
  minTimeMs: Number.POSITIVE_INFINITY,
  maxTimeMs: Number.NEGATIVE_INFINITY,
  firstSequence: Number.POSITIVE_INFINITY,
  lastSequence: Number.NEGATIVE_INFINITY,
};

export function boundsOf(blocks: readonly StoredBlock[], start: SegmentBounds = NO_BOUNDS): SegmentBounds {
  let { rows, minTimeMs, maxTimeMs, firstSequence, lastSequence } = start;
  for (const { header } of blocks) {
    rows += header.rowCount;
    minTimeMs = Math.min(minTimeMs, header.minTimeMs);
    maxTimeMs = Math.max(maxTimeMs, header.maxTimeMs);
    firstSequence = Math.min(firstSequence, header.firstSequence);
    lastSequence = Math.max(lastSequence, header.lastSequence);
  }
  return { rows, minTimeMs, maxTimeMs, firstSequence, lastSequence };
}

/**
 * A segment whose rows are part of the store. What its bounds say needs no look into the file; the blocks are found when
 * they are first asked for, in an interval tree by the time of their rows.
 */
export class LiveSegment {
  readonly file: string;
  readonly fileId: number;
  /** Length of the file, or of the part of it that counts. */
  bytes: number;
  bounds: SegmentBounds;
  isSealed: boolean;
  /** Parts of the file are damaged, or it has no footer: worth being written anew. */
  isDamaged = false;
  tombstones: Tombstones | undefined;
  /** The rows that tombstones hide, by block; what retention hides is not among them. */
  readonly deletedRows: Map<StoredBlock, Bitmap> = new Map();
  readonly #load: () => readonly StoredBlock[];
  #blocks: StoredBlock[] | undefined;
  #byTime = new IntervalTree<number, StoredBlock>();

  /** @param load finds the blocks, tombstones applied; called once, at the first use. It reports damage and does not throw for it. */
  constructor(
    description: {
      readonly file: string;
      readonly fileId: number;
      readonly bytes: number;
      readonly bounds: SegmentBounds;
      readonly isSealed: boolean;
      readonly tombstones?: Tombstones | undefined;
    },
    load: (segment: LiveSegment) => readonly StoredBlock[],
  ) {
    this.file = description.file;
    this.fileId = description.fileId;
    this.bytes = description.bytes;
    this.bounds = description.bounds;
    this.isSealed = description.isSealed;
    this.tombstones = description.tombstones;
    this.#load = () => load(this);
  }

  /** All blocks, in the order in which they stand in the file. @throws StorageError if the file cannot be read */
  blocks(): readonly StoredBlock[] {
    if (this.#blocks === undefined) {
      const blocks = this.#load();
      this.#blocks = [];
      this.#index(blocks);
    }
    return this.#blocks!;
  }

  /** Whether the blocks were found already. */
  get isLoaded(): boolean {
    return this.#blocks !== undefined;
  }

  /** The blocks with rows in `[startMs, endMs]`, both inclusive. @throws StorageError */
  overlapping(startMs: number, endMs: number): readonly StoredBlock[] {
    this.blocks();
    return this.#byTime.overlapping(startMs, endMs);
  }

  /** Takes up blocks that were appended to the file. */
  add(blocks: readonly StoredBlock[], bytes: number): void {
    this.blocks();
    this.#index(blocks);
    this.bytes = bytes;
    this.bounds = boundsOf(blocks, this.bounds);
  }

  /** Sets which rows of a block tombstones hide. */
  setDeleted(block: StoredBlock, deleted: Bitmap): void {
    this.deletedRows.set(block, deleted);
    block.deleted = deleted;
  }

  /** Leaves a block out from now on. */
  drop(block: StoredBlock): void {
    const index = this.blocks().indexOf(block);
    if (index < 0) return;
    this.#blocks!.splice(index, 1);
    this.deletedRows.delete(block);
    this.#byTime.delete(block.minTimeMs, block.maxTimeMs, block);
    this.bounds = { ...this.bounds, rows: this.bounds.rows - block.rowCount };
    this.isDamaged = true;
    block.release();
  }

  /** Takes all it holds out of the cache; for a segment that is not part of the store any more. */
  release(): void {
    for (const block of this.#blocks ?? []) block.release();
  }

  /** As the manifest lists it. */
  toSealed(): SealedSegment {
    const { file, bytes, bounds, tombstones } = this;
    return tombstones === undefined ? { file, bytes, ...bounds } : { file, bytes, ...bounds, tombstones };
  }

  #index(blocks: readonly StoredBlock[]): void {
    for (const block of blocks) {
      this.#blocks!.push(block);
      this.#byTime.insert(block.minTimeMs, block.maxTimeMs, block);
    }
  }
}
