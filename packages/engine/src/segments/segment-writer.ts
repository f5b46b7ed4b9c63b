import { crc32 } from 'node:zlib';
import { zstdCompress } from '../bytes/zstd.ts';
import type { BlockParts } from './block-parts.ts';
import type { BlockSummary } from './block-summary.ts';
import { type WrittenBlock, writeBlock } from './block-writer.ts';
import { type BlockPlace, writeFooter } from './segment-footer.ts';
import { SEGMENT_HEADER_BYTES, writeSegmentHeader, writeTrailer } from './segment-format.ts';
import { SegmentIndex } from './segment-index.ts';

/** The footer is written once and read at each open: worth a higher level than blocks. */
const FOOTER_ZSTD_LEVEL = 3;

/** A block that was added: what to write, and what is known of it. */
export interface AddedBlock {
  readonly written: WrittenBlock;
  readonly place: BlockPlace;
  readonly summary: BlockSummary;
}

/** Turns blocks into the bytes of a segment file, in order. It writes nothing itself: whoever owns the file does. */
export class SegmentWriter {
  readonly fileId: number;
  readonly index: SegmentIndex = new SegmentIndex();
  readonly places: BlockPlace[] = [];
  private offset: number = SEGMENT_HEADER_BYTES;

  constructor(fileId: number) {
    this.fileId = fileId;
  }

  /** The length of the file so far, header and all blocks added. */
  get byteLength(): number {
    return this.offset;
  }

  header(): Uint8Array {
    return writeSegmentHeader(this.fileId);
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

  /** Footer and trailer: what seals the file. */
  seal(): Uint8Array[] {
    const raw = writeFooter(this.index, this.places);
    const stored = zstdCompress(raw, FOOTER_ZSTD_LEVEL);
    const trailer = writeTrailer({
      footerOffset: this.offset,
      footerBytes: stored.length,
      footerRawBytes: raw.length,
      footerChecksum: crc32(stored),
    });
    return [stored, trailer];
  }
}
