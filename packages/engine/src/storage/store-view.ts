import type { Block } from '../segments/block.ts';
import type { ColumnCache } from '../segments/column-cache.ts';
import type { MemoryBlock } from '../segments/memory-block.ts';
import type { HeadSnapshot } from './head.ts';
import { HeadView } from './head-view.ts';
import type { IsWanted } from './is-wanted.ts';
import { Retention } from './retention.ts';
import { type SegmentView, segmentKey, viewSegment } from './segment-view.ts';
import { Shard } from './shard.ts';
import { resolveStoreOptions, type StoreOptions } from './store-options.ts';
import type { SegmentSnapshot, StoreSnapshot } from './store-snapshot.ts';

/** The rows of a snapshot. */
export interface SnapshotView {
  /** As `Store.blocks`: exactly the rows of the snapshot, at each call. */
  blocks(startMs: number, endMs: number): Iterable<Block>;
  /** Says that the snapshot is not read any more. */
  release(): void;
}

/** A part of the blocks of a snapshot. */
export interface ViewShare {
  readonly isWanted: IsWanted;
  /** Whether the rows that are in no segment belong to it. */
  readonly hasHeads: boolean;
}

const ALL_BLOCKS: ViewShare = { isWanted: () => true, hasHeads: true };

/** The segments of one list of a snapshot, and how many read them. */
interface SegmentList {
  readonly source: readonly SegmentSnapshot[];
  readonly segments: readonly SegmentView[];
  users: number;
}

/**
 * Reads a store that another thread writes, by the snapshots that `Store.snapshot` makes there. What is opened and parsed once
 * serves all snapshots that have it: of the head and of the segment that grows only what is new is read.
 */
export class StoreView {
  readonly #shard: Shard;
  readonly #retention: Retention;
  readonly #lists = new Map<readonly SegmentSnapshot[], SegmentList>();
  #current: SegmentList = { source: [], segments: [], users: 0 };
  #heads: HeadView[] = [];

  /**
   * @param options of the store; nothing is written
   * @param cache where decoded columns are kept, which may be shared
   */
  constructor(options: StoreOptions, cache?: ColumnCache) {
    this.#shard = new Shard(resolveStoreOptions({ ...options, readOnly: true }), cache);
    this.#retention = new Retention(this.#shard);
  }

  /**
   * Opens a snapshot, an older one than before too. To be released.
   * @param share which of its blocks are wanted; all unless given
   * @throws StorageError
   */
  at(snapshot: StoreSnapshot, share: ViewShare = ALL_BLOCKS): SnapshotView {
    const list = this.#listOf(snapshot.segments);
    const heads = share.hasHeads ? this.#headsOf(snapshot) : [];
    list.users++;
    let isReleased = false;
    return {
      blocks: (startMs, endMs) => this.#blocks(list, snapshot, share, heads, startMs, endMs),
      release: () => {
        if (isReleased) return;
        isReleased = true;
        list.users--;
        this.#releaseUnused();
      },
    };
  }

  /** Closes the files. */
  close(): void {
    for (const { segments } of this.#lists.values()) for (const segment of segments) segment.release();
    this.#lists.clear();
    this.#shard.pool.close();
  }

  #blocks(
    list: SegmentList,
    snapshot: StoreSnapshot,
    { isWanted }: ViewShare,
    heads: readonly MemoryBlock[],
    startMs: number,
    endMs: number,
  ): Block[] {
    const found: Block[] = [];
    for (const segment of list.segments) {
      for (const { block, deleted } of segment.overlapping(startMs, endMs, snapshot, isWanted)) {
        this.#shard.adopt(block);
        if (this.#retention.show(block, deleted)) found.push(block);
      }
    }
    for (const block of heads) {
      this.#shard.adopt(block);
      if (block.minTimeMs > endMs || block.maxTimeMs < startMs) continue;
      if (this.#retention.show(block, null)) found.push(block);
    }
    return found;
  }

  #headsOf(snapshot: StoreSnapshot): readonly MemoryBlock[] {
    const blocks = snapshot.heads.flatMap((head) => this.#headBlocks(head));
    this.#heads = this.#heads.filter(({ id }) => snapshot.heads.some(({ lines }) => lines.id === id));
    return blocks;
  }

  #headBlocks(snapshot: HeadSnapshot): readonly MemoryBlock[] {
    const known = this.#heads.find(({ id }) => id === snapshot.lines.id);
    const blocks = known?.blocks(snapshot);
    if (blocks !== undefined) return blocks;
    // A new head, or an older snapshot of one that was read further since.
    const view = new HeadView(snapshot);
    if (known === undefined) this.#heads.push(view);
    return view.blocks(snapshot)!;
  }

  #listOf(source: readonly SegmentSnapshot[]): SegmentList {
    const known = this.#lists.get(source);
    if (known !== undefined) return known;
    const open = new Map<string, SegmentView>();
    for (const { segments } of this.#lists.values()) for (const segment of segments) open.set(segment.key, segment);
    const segments = source.map((each) => open.get(segmentKey(each)) ?? viewSegment(this.#shard, each));
    const list = { source, segments, users: 0 };
    this.#lists.set(source, list);
    this.#current = list;
    this.#releaseUnused();
    return list;
  }

  /** Lets go of the segments that neither the newest list has nor one that is being read. */
  #releaseUnused(): void {
    const used = new Set<SegmentView>();
    const unused = new Set<SegmentView>();
    for (const list of this.#lists.values()) {
      const isUsed = list === this.#current || list.users > 0;
      if (!isUsed) this.#lists.delete(list.source);
      for (const segment of list.segments) (isUsed ? used : unused).add(segment);
    }
    if (unused.size === 0) return;
    const files = new Set([...used].map(({ file }) => file));
    for (const segment of unused) {
      if (used.has(segment)) continue;
      segment.release();
      if (!files.has(segment.file)) this.#shard.pool.forget(this.#shard.path(segment.file));
    }
  }
}
