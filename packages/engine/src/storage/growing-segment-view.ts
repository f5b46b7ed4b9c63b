import { CorruptionError } from '../errors/engine-error.ts';
import { BLOCK_HEADER_BYTES, readBlockHeader } from '../segments/block-format.ts';
import { SEGMENT_HEADER_BYTES } from '../segments/segment-format.ts';
import { SegmentIndex } from '../segments/segment-index.ts';
import { blockBytes } from '../segments/segment-reader.ts';
import { StoredBlock } from '../segments/stored-block.ts';
import type { IsWanted } from './is-wanted.ts';
import { LiveSegment, NO_BOUNDS } from './live-segment.ts';
import type { Tombstones } from './manifest.ts';
import type { PooledSegmentFile } from './pooled-segment-file.ts';
import { segmentIdOf } from './segment-loader.ts';
import type { Shard } from './shard.ts';
import { SharedIndexReader } from './shared-index-reader.ts';
import type { StoreSnapshot } from './store-snapshot.ts';
import { applyTombstones } from './tombstones.ts';

/** How much of a segment that grows counts; see `StoreSnapshot`. */
export type GrowingPart = Pick<StoreSnapshot, 'growingBytes' | 'growingIndex'>;

/** A segment without footer that another thread may append to: its blocks are found by their headers, and indexed when they are asked for. */
export class GrowingSegmentView {
  readonly #shard: Shard;
  readonly #file: PooledSegmentFile;
  readonly #segment: LiveSegment;
  readonly #indexReader: SharedIndexReader;
  /** Of blocks that are found by their headers. */
  readonly #index: SegmentIndex;
  #end: number = SEGMENT_HEADER_BYTES;
  #partsTaken = 0;

  constructor(shard: Shard, file: string, tombstones: Tombstones | undefined) {
    this.#shard = shard;
    this.#file = shard.segmentFile(file);
    this.#indexReader = new SharedIndexReader(shard.indexes);
    this.#index = new SegmentIndex(shard.indexes);
    const fileId = segmentIdOf(file);
    const description = { file, fileId, bytes: this.#end, bounds: NO_BOUNDS, isSealed: false, tombstones };
    this.#segment = new LiveSegment(description, () => []);
  }

  /** The blocks with rows in `[startMs, endMs]`, both inclusive, among those of a part of the file. @throws StorageError */
  overlapping(startMs: number, endMs: number, part: GrowingPart, isWanted: IsWanted): readonly StoredBlock[] {
    const bytes = part.growingBytes;
    this.#takeIndex(part.growingIndex);
    this.#readTo(bytes);
    return this.#wanted(startMs, endMs, (block) => block.offset < bytes && isWanted(block));
  }

  /** As `overlapping` for the blocks that begin at these offsets and no others. */
  overlappingOf(
    offsets: ReadonlySet<number>,
    startMs: number,
    endMs: number,
    isWanted: IsWanted,
  ): readonly StoredBlock[] {
    const unknown = new Set(offsets);
    for (const { offset } of this.#segment.blocks()) unknown.delete(offset);
    this.#add([...unknown].map((offset) => this.#blockAt(offset)).filter((block) => block !== undefined));
    return this.#wanted(startMs, endMs, (block) => offsets.has(block.offset) && isWanted(block));
  }

  deletedOf(block: StoredBlock): ReturnType<LiveSegment['deletedRows']['get']> {
    return this.#segment.deletedRows.get(block);
  }

  release(): void {
    this.#segment.release();
  }

  #wanted(startMs: number, endMs: number, isWanted: IsWanted): readonly StoredBlock[] {
    const blocks = this.#segment.overlapping(startMs, endMs).filter(isWanted);
    for (const block of blocks) this.#summarize(block);
    return blocks;
  }

  /** Takes up what the writer knows of its blocks, where that is new. */
  #takeIndex(parts: readonly SharedArrayBuffer[]): void {
    const blocks: StoredBlock[] = [];
    for (const part of parts.slice(this.#partsTaken)) {
      for (const { place, summary } of this.#indexReader.read(part)) {
        // Blocks behind a gap are found by their headers.
        if (place.offset !== this.#end) continue;
        blocks.push(new StoredBlock(this.#file, place.offset, place.header, this.#shard.cache, summary));
        this.#end += blockBytes(place.header);
      }
    }
    this.#partsTaken = Math.max(this.#partsTaken, parts.length);
    this.#add(blocks);
  }

  #readTo(bytes: number): void {
    const blocks: StoredBlock[] = [];
    while (this.#end < bytes) {
      const block = this.#blockAt(this.#end);
      // What follows cannot be found: it is reported once.
      if (block === undefined) this.#end = Number.POSITIVE_INFINITY;
      else {
        blocks.push(block);
        this.#end += blockBytes(block.header);
      }
    }
    this.#add(blocks);
  }

  #add(blocks: readonly StoredBlock[]): void {
    if (blocks.length === 0) return;
    const isFirst = this.#segment.blocks().length === 0;
    this.#segment.add(blocks, this.#end);
    // Blocks that come later have no deleted rows: other tombstones make another view.
    if (isFirst) applyTombstones(this.#shard, this.#segment, blocks);
  }

  #blockAt(offset: number): StoredBlock | undefined {
    const bytes = new Uint8Array(BLOCK_HEADER_BYTES);
    try {
      this.#file.read(bytes, offset);
    } catch (error) {
      if (!(error instanceof CorruptionError)) throw error;
      this.#shard.report('damage', error.message, this.#segment.file);
      return undefined;
    }
    const reading = readBlockHeader(bytes);
    if (reading.kind === 'header' && reading.header.fileId === this.#segment.fileId) {
      return new StoredBlock(this.#file, offset, reading.header, this.#shard.cache, null);
    }
    const reason = reading.kind === 'damaged' ? reading.reason : 'it is no block of this file';
    this.#shard.report('damage', `the block at byte ${offset} cannot be read: ${reason}`, this.#segment.file);
    return undefined;
  }

  /** A block that is damaged is found to be so by the query that reads it. */
  #summarize(block: StoredBlock): void {
    try {
      block.summarizeIn(this.#index);
    } catch (error) {
      if (!(error instanceof CorruptionError)) throw error;
    }
  }
}
