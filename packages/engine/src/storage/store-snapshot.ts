import type { HeadSnapshot } from './head.ts';
import type { HeadWriter } from './head-writer.ts';
import type { LiveSegment } from './live-segment.ts';
import type { Manifest, SealedSegment, Tombstones } from './manifest.ts';
import type { ManifestKeeper } from './manifest-keeper.ts';
import type { OpenSegment } from './open-segment.ts';
import type { SegmentSet } from './segment-set.ts';

/**
 * What a reader in another thread needs to see a store as it is at one moment. Plain data that can be posted; the files that it
 * names can be read for at least a minute after a later snapshot does without them.
 */
export interface StoreSnapshot {
  /** All segments; the same list as in the snapshot before where none has changed, but for the bytes of the one that grows. */
  readonly segments: readonly SegmentSnapshot[];
  /** How many bytes count of the segment that grows; 0 where there is none. */
  readonly growingBytes: number;
  /** What that segment knows of its blocks, batch by batch. */
  readonly growingIndex: readonly SharedArrayBuffer[];
  /** The rows that are in no segment, in the order of their sequence numbers. */
  readonly heads: readonly HeadSnapshot[];
}

/**
 * - `sealed`: has a footer
 * - `growing`: blocks are appended to it
 * - `closed`: has no footer, and nothing is appended to it any more
 */
export type SegmentSnapshot =
  | { readonly kind: 'sealed'; readonly segment: SealedSegment }
  | { readonly kind: 'growing'; readonly file: string; readonly tombstones: Tombstones | undefined }
  | {
      readonly kind: 'closed';
      readonly file: string;
      readonly tombstones: Tombstones | undefined;
      /** Where its blocks begin. */
      readonly offsets: readonly number[];
    };

/** Makes snapshots of a store. */
export class SnapshotMaker {
  readonly #manifest: ManifestKeeper;
  readonly #segments: SegmentSet;
  readonly #segment: OpenSegment;
  readonly #head: HeadWriter;
  /** What the last list of segments was made from. */
  #listed: Manifest | undefined;
  #listedGrowing: LiveSegment | undefined;
  #list: readonly SegmentSnapshot[] = [];

  constructor(manifest: ManifestKeeper, segments: SegmentSet, segment: OpenSegment, head: HeadWriter) {
    this.#manifest = manifest;
    this.#segments = segments;
    this.#segment = segment;
    this.#head = head;
  }

  make(): StoreSnapshot {
    const growing = this.#segment.segment;
    const { current } = this.#manifest;
    // Blocks of a closed segment may move to another one without a new manifest.
    if (this.#listed !== current || this.#listedGrowing !== growing || current.closedSegments.length > 0) {
      this.#list = [...this.#segments].map((segment) => snapshotOf(segment, growing));
      this.#listed = current;
      this.#listedGrowing = growing;
    }
    return {
      segments: this.#list,
      growingBytes: growing?.bytes ?? 0,
      growingIndex: this.#segment.sharedIndex.slice(),
      heads: this.#head.snapshots(),
    };
  }
}

function snapshotOf(segment: LiveSegment, growing: LiveSegment | undefined): SegmentSnapshot {
  const { file, tombstones } = segment;
  if (segment === growing) return { kind: 'growing', file, tombstones };
  if (segment.isSealed) return { kind: 'sealed', segment: segment.toSealed() };
  return { kind: 'closed', file, tombstones, offsets: segment.blocks().map(({ offset }) => offset) };
}
