import { DAY_MS } from '../entry/civil-date.ts';
import { CorruptionError } from '../errors/engine-error.ts';
import type { BlockParts } from '../segments/block-parts.ts';
import type { StoredBlock } from '../segments/stored-block.ts';
import type { LiveSegment } from './live-segment.ts';
import { withOpenSegment, withOpenSegmentGivenUp, withSegmentSealed } from './manifest.ts';
import type { ManifestKeeper } from './manifest-keeper.ts';
import { SegmentAppender } from './segment-appender.ts';
import type { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';
import { SharedIndexWriter } from './shared-index-writer.ts';

/**
 * The segment that blocks are appended to: begun when the first one comes, sealed when it is large or old, given up when a
 * write or sync fails.
 */
export class OpenSegment {
  readonly #shard: Shard;
  readonly #manifest: ManifestKeeper;
  readonly #segments: SegmentSet;
  #appender: SegmentAppender | undefined;
  #indexWriter = new SharedIndexWriter();
  #sharedIndex: SharedArrayBuffer[] = [];
  /** Blocks that were acknowledged without a sync and stand in a file that was given up. */
  #doubtful: { readonly segment: LiveSegment; readonly block: StoredBlock }[] = [];

  constructor(shard: Shard, manifest: ManifestKeeper, segments: SegmentSet) {
    this.#shard = shard;
    this.#manifest = manifest;
    this.#segments = segments;
  }

  /** The segment; `undefined` while there is none. */
  get segment(): LiveSegment | undefined {
    return this.#appender?.segment;
  }

  /** What the segment knows of its blocks, batch by batch, for readers in other threads; see `StoreOptions.sharesHead`. */
  get sharedIndex(): readonly SharedArrayBuffer[] {
    return this.#appender === undefined ? [] : this.#sharedIndex;
  }

  get isSynced(): boolean {
    return this.#appender?.isSynced ?? true;
  }

  /** When the segment is to be sealed if nothing is appended any more, in milliseconds since 1970; Infinity without one. */
  get sealDueMs(): number {
    if (this.#appender === undefined) return Number.POSITIVE_INFINITY;
    const { begunMs, lastAppendMs } = this.#appender;
    const dayEndMs = (Math.floor(begunMs / DAY_MS) + 1) * DAY_MS;
    return Math.min(dayEndMs, lastAppendMs + this.#shard.limits.segmentIdleMs);
  }

  /** There are blocks that must be written again before anything else is acknowledged. */
  get needsRepair(): boolean {
    return this.#doubtful.length > 0;
  }

  /** Appends the blocks of one batch; in `fsync` mode they are on disk when this returns. @throws StorageError; none is stored then */
  append(batch: readonly BlockParts[]): void {
    const appender = this.#appenderForWrite();
    this.#giveUpOnFailure(appender, () => {
      const blocks = appender.append(batch);
      if (this.#shard.options.durability === 'fsync') appender.sync();
      this.#added(appender, blocks);
    });
  }

  /** Returns when every block is on disk. @throws StorageError */
  sync(): void {
    const appender = this.#appender;
    if (appender !== undefined) this.#giveUpOnFailure(appender, () => appender.sync());
  }

  /** Gives the segment its footer, if there is one. @throws StorageError */
  seal(): void {
    const appender = this.#appender;
    if (appender === undefined) return;
    this.#giveUpOnFailure(appender, () => appender.seal());
    this.#appender = undefined;
    this.#segments.settle(appender.segment);
    this.#manifest.require((manifest) => withSegmentSealed(manifest, appender.segment.toSealed()));
  }

  /** Writes blocks in doubt into another file. @throws StorageError when some are left */
  repair(): void {
    while (this.#doubtful.length > 0) {
      const { segment, block } = this.#doubtful[0]!;
      const appender = this.#appenderForWrite();
      this.#giveUpOnFailure(appender, () => {
        const copies = this.#copy(appender, block);
        appender.sync();
        segment.drop(block);
        this.#added(appender, copies);
      });
      this.#doubtful.shift();
    }
  }

  /** Closes the file as it is. */
  close(): void {
    this.#appender?.close();
    this.#appender = undefined;
  }

  #added(appender: SegmentAppender, blocks: readonly StoredBlock[]): void {
    appender.segment.add(blocks, appender.byteLength);
    if (this.#shard.options.sharesHead) this.#sharedIndex.push(this.#indexWriter.part(blocks));
  }

  #copy(appender: SegmentAppender, block: StoredBlock): readonly StoredBlock[] {
    try {
      return [appender.appendCopy(block)];
    } catch (error) {
      if (!(error instanceof CorruptionError)) throw error;
      this.#shard.report('damage', `a block could not be saved from it: ${error.message}`, block.fileName);
      return [];
    }
  }

  #appenderForWrite(): SegmentAppender {
    const appender = this.#appender;
    if (appender !== undefined) {
      const isFull = appender.byteLength >= this.#shard.limits.segmentBytes;
      if (isFull || this.#shard.now() >= this.sealDueMs) this.seal();
    }
    return this.#appender ?? this.#begin();
  }

  #begin(): SegmentAppender {
    const appender = SegmentAppender.create(this.#shard, this.#manifest.takeFileId());
    this.#appender = appender;
    this.#indexWriter = new SharedIndexWriter();
    this.#sharedIndex = [];
    this.#segments.addGrowing(appender.segment);
    this.#manifest.require((manifest) => withOpenSegment(manifest, appender.segment.file));
    return appender;
  }

  #giveUpOnFailure(appender: SegmentAppender, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (appender.failure !== undefined) this.#giveUp(appender, appender.failure.message);
      throw error;
    }
  }

  #giveUp(appender: SegmentAppender, reason: string): void {
    const { segment } = appender;
    const length = this.#shard.options.durability === 'memory' ? appender.byteLength : appender.syncedLength;
    appender.close();
    this.#appender = undefined;
    segment.isDamaged = true;
    for (const block of segment.blocks()) if (block.offset >= length) this.#doubtful.push({ segment, block });
    this.#segments.settle(segment);
    this.#shard.report('write-failed', `the segment was given up at byte ${length}: ${reason}`, segment.file);
    this.#manifest.change((manifest) => withOpenSegmentGivenUp(manifest, length));
  }
}
