import type { FieldIndexes } from '../indexes/field-indexes.ts';
import type { BlockSummary } from '../segments/block-summary.ts';
import { type BlockPlace, readFooter, writeFooter } from '../segments/segment-footer.ts';
import { SegmentIndex } from '../segments/segment-index.ts';
import type { StoredBlock } from '../segments/stored-block.ts';

/** A block that was appended, with what is known of it. */
export interface IndexedBlock {
  readonly place: BlockPlace;
  readonly summary: BlockSummary;
}

/**
 * What is known of blocks that were appended to a segment, for readers in other threads: they need not decode the blocks to index
 * them. It is written as the footer is, of these blocks alone, without the words of templates.
 */
export function writeSharedIndex(blocks: readonly StoredBlock[], indexes: FieldIndexes): SharedArrayBuffer {
  const index = new SegmentIndex(indexes);
  const known = blocks.filter(({ knownSummary }) => knownSummary !== null);
  for (const { knownSummary } of known) index.adopt(knownSummary!);
  const pieces = [
    ...writeFooter(
      index,
      known.map(({ offset, header }) => ({ offset, header })),
      false,
    ),
  ];
  const shared = new SharedArrayBuffer(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    new Uint8Array(shared, at, piece.length).set(piece);
    at += piece.length;
  }
  return shared;
}

/** Reads back what `writeSharedIndex` wrote. @param fileName for errors */
export function readSharedIndex(shared: SharedArrayBuffer, fileName: string, indexes: FieldIndexes): IndexedBlock[] {
  // Some functions of the runtime refuse shared memory, such as decoders of text.
  const { index, places } = readFooter(new Uint8Array(shared).slice(), fileName, indexes, false);
  return places.map((place, i) => ({ place, summary: index.blocks[i]! }));
}
