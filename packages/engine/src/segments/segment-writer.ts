import { crc32 } from 'node:zlib';
import { zstdCompress } from '../bytes/zstd.ts';
import type { FieldIndexes } from '../indexes/field-indexes.ts';
import { BLOCK_HEADER_BYTES, type BlockHeader, writeBlockHeader } from './block-format.ts';
import type { BlockParts } from './block-parts.ts';
import { BlockSummary } from './block-summary.ts';
import { type WrittenBlock, writeBlock } from './block-writer.ts';
import { type BlockPlace, writeFooter } from './segment-footer.ts';
import { SEGMENT_HEADER_BYTES, writeSegmentHeader, writeTrailer } from './segment-format.ts';
import { type ColumnOf, type IndexedColumns, SegmentIndex } from './segment-index.ts';

/** The footer is written once and read at each open: worth a higher level than blocks. */
const FOOTER_ZSTD_LEVEL = 3;
const NOTHING = new Uint8Array(0);

/** A block that was added: what to write, and what is known of it. */
export interface AddedBlock {
  readonly written: WrittenBlock;
  readonly place: BlockPlace;
  readonly summary: BlockSummary;
}

/** Turns blocks into the bytes of a segment file, in order. It writes nothing itself: whoever owns the file does. */
export class SegmentWriter {
  readonly fileId: number;
  readonly index: SegmentIndex;
  readonly places: BlockPlace[] = [];
  private offset: number = SEGMENT_HEADER_BYTES;

  /** @param indexes those that the blocks are to have */
  constructor(fileId: number, indexes?: FieldIndexes) {
    this.fileId = fileId;
    this.index = new SegmentIndex(indexes);
  }

  /** The length of the file so far, header and all blocks added. */
  get byteLength(): number {
    return this.offset;
  }

  header(): Uint8Array {
    return writeSegmentHeader(this.fileId);
  }

  /**
   * Goes on with a file that has blocks already, found without a footer: for giving it one.
   *
   * @param blocks in the order in which they stand in the file
   * @param byteLength of the file
   */
  resume(
    blocks: readonly { readonly place: BlockPlace; readonly columns: IndexedColumns }[],
    byteLength: number,
  ): void {
    for (const { place, columns } of blocks) {
      this.places.push(place);
      this.index.add(columns);
    }
    this.offset = byteLength;
  }

  /** Serialises the blocks of one batch: they are valid together or not at all. */
  addBatch(batch: readonly BlockParts[]): AddedBlock[] {
    return batch.map((parts, part) => {
      const blockNumber = this.places.length;
      const written = writeBlock(parts, { fileId: this.fileId, blockNumber, part, parts: batch.length });
      const place = { offset: this.offset, header: written.header };
      this.offset += written.byteLength;
      this.places.push(place);
      return { written, place, summary: this.index.add(parts) };
    });
  }

  /**
   * Takes over a block of another segment as it is stored, a batch of its own.
   *
   * @param header as it stands in the other segment
   * @param body what follows the header there: directory and frames, already checked against their checksums
   * @param known what the other segment knows of the block, or its columns
   * @param columnOf the columns of the block, for indexes that the other segment does not have
   */
  addCopy(
    header: BlockHeader,
    body: Uint8Array,
    known: BlockSummary | IndexedColumns,
    columnOf?: ColumnOf,
  ): AddedBlock {
    const place = { fileId: this.fileId, blockNumber: this.places.length, part: 0, parts: 1 };
    const moved: BlockHeader = { ...header, ...place };
    const pieces = [writeBlockHeader(moved), body];
    const written = { header: moved, pieces, byteLength: BLOCK_HEADER_BYTES + body.length };
    const summary = known instanceof BlockSummary ? this.index.adopt(known, columnOf) : this.index.add(known);
    const added = { written, place: { offset: this.offset, header: moved }, summary };
    this.offset += written.byteLength;
    this.places.push(added.place);
    return added;
  }

  /** Footer and trailer: what seals the file. */
  seal(): Uint8Array[] {
    return [...this.sealing(Number.POSITIVE_INFINITY)].filter(({ length }) => length > 0);
  }

  /**
   * As `seal`, in steps, each of which gives what it has ready: often nothing, and a frame of zstd whenever about `frameBytes` are
   * ready to be compressed.
   */
  *sealing(frameBytes: number): Generator<Uint8Array> {
    let footerBytes = 0;
    let footerRawBytes = 0;
    let footerChecksum = 0;
    let parts: Uint8Array[] = [];
    let partBytes = 0;
    const compress = (): Uint8Array => {
      const frame = zstdCompress(Buffer.concat(parts), FOOTER_ZSTD_LEVEL);
      footerBytes += frame.length;
      footerRawBytes += partBytes;
      footerChecksum = crc32(frame, footerChecksum);
      parts = [];
      partBytes = 0;
      return frame;
    };
    for (const part of writeFooter(this.index, this.places)) {
      parts.push(part);
      partBytes += part.length;
      yield partBytes >= frameBytes ? compress() : NOTHING;
    }
    if (partBytes > 0) yield compress();
    yield writeTrailer({ footerOffset: this.offset, footerBytes, footerRawBytes, footerChecksum });
  }
}
