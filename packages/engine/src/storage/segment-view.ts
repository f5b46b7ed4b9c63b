import type { Bitmap } from '../bytes/bitmap.ts';
import { StorageError } from '../errors/engine-error.ts';
import type { StoredBlock } from '../segments/stored-block.ts';
import { type GrowingPart, GrowingSegmentView } from './growing-segment-view.ts';
import type { IsWanted } from './is-wanted.ts';
import type { LiveSegment } from './live-segment.ts';
import { sealedSegment } from './segment-loader.ts';
import type { Shard } from './shard.ts';
import type { SegmentSnapshot } from './store-snapshot.ts';

/** A block with the rows that tombstones hide. */
export interface ViewedBlock {
  readonly block: StoredBlock;
  readonly deleted: Bitmap | null;
}

/** A segment as a snapshot lists it. One with other tombstones is another one: those who read the first see no row vanish. */
export interface SegmentView {
  readonly key: string;
  readonly file: string;
  /** @param snapshot says how much of a segment that grows counts @throws StorageError */
  overlapping(startMs: number, endMs: number, snapshot: GrowingPart, isWanted: IsWanted): readonly ViewedBlock[];
  /** Takes all it holds out of the cache. */
  release(): void;
}

/** Tells segments apart that are to be read differently. */
export function segmentKey(snapshot: SegmentSnapshot): string {
  if (snapshot.kind === 'sealed') return `sealed ${snapshot.segment.file} ${snapshot.segment.tombstones?.file ?? ''}`;
  const key = `${snapshot.kind} ${snapshot.file} ${snapshot.tombstones?.file ?? ''}`;
  return snapshot.kind === 'growing' ? key : `${key} ${snapshot.offsets.join()}`;
}

/** Opens a segment when it is first read, and holds its file open from now on, for its writer may remove it. */
export function viewSegment(shard: Shard, snapshot: SegmentSnapshot): SegmentView {
  const key = segmentKey(snapshot);
  const view =
    snapshot.kind === 'sealed'
      ? new SealedView(key, sealedSegment(shard, snapshot.segment))
      : new UnsealedView(key, shard, snapshot);
  holdOpen(shard, view.file);
  return view;
}

/** One that cannot be opened is found to be damaged when it is read. */
function holdOpen(shard: Shard, file: string): void {
  try {
    shard.pool.size(shard.path(file));
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}

class SealedView implements SegmentView {
  readonly key: string;
  readonly file: string;
  readonly #segment: LiveSegment;

  constructor(key: string, segment: LiveSegment) {
    this.key = key;
    this.file = segment.file;
    this.#segment = segment;
  }

  overlapping(startMs: number, endMs: number, _snapshot: GrowingPart, isWanted: IsWanted): readonly ViewedBlock[] {
    const { minTimeMs, maxTimeMs } = this.#segment.bounds;
    if (maxTimeMs < startMs || minTimeMs > endMs) return [];
    const blocks = this.#segment.overlapping(startMs, endMs).filter(isWanted);
    return blocks.map((block) => ({ block, deleted: this.#segment.deletedRows.get(block) ?? null }));
  }

  release(): void {
    this.#segment.release();
  }
}

class UnsealedView implements SegmentView {
  readonly key: string;
  readonly file: string;
  readonly #segment: GrowingSegmentView;
  /** Null for a segment that grows. */
  readonly #offsets: ReadonlySet<number> | null;

  constructor(key: string, shard: Shard, snapshot: Exclude<SegmentSnapshot, { readonly kind: 'sealed' }>) {
    this.key = key;
    this.file = snapshot.file;
    this.#segment = new GrowingSegmentView(shard, snapshot.file, snapshot.tombstones);
    this.#offsets = snapshot.kind === 'closed' ? new Set(snapshot.offsets) : null;
  }

  overlapping(startMs: number, endMs: number, snapshot: GrowingPart, isWanted: IsWanted): readonly ViewedBlock[] {
    const blocks =
      this.#offsets === null
        ? this.#segment.overlapping(startMs, endMs, snapshot, isWanted)
        : this.#segment.overlappingOf(this.#offsets, startMs, endMs, isWanted);
    return blocks.map((block) => ({ block, deleted: this.#segment.deletedOf(block) ?? null }));
  }

  release(): void {
    this.#segment.release();
  }
}
