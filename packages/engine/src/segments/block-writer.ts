import { crc32 } from 'node:zlib';
import { zstdCompress } from '../bytes/zstd.ts';
import { writeColumn } from '../columns/column-codec.ts';
import { ColumnSink } from '../columns/column-streams.ts';
import { type StoredColumn, writeDirectory } from './block-directory.ts';
import { type BlockHeader, writeBlockHeader } from './block-format.ts';
import type { BlockParts } from './block-parts.ts';
import { writeBlockRows } from './block-rows.ts';
import { FramePacker } from './frame-packer.ts';

const DIRECTORY_ZSTD_LEVEL = 1;

/** A block as it goes to a file. */
export interface WrittenBlock {
  readonly header: BlockHeader;
  /** Header, directory and frames, to be written one after the other. */
  readonly pieces: readonly Uint8Array[];
  readonly byteLength: number;
}

/** Serialises a block. `place` says where it will stand: file, number in the file, and part of its batch. */
export function writeBlock(
  parts: BlockParts,
  place: { readonly fileId: number; readonly blockNumber: number; readonly part: number; readonly parts: number },
): WrittenBlock {
  const packer = new FramePacker();
  const rows = store(packer, (sink) => writeBlockRows(sink, parts));
  const columns = parts.columns.map((column) => store(packer, (sink) => writeColumn(sink, column, parts.columns)));
  const frames = packer.finish();
  const directory = writeDirectory(frames, parts.shapes, parts.keys, rows, columns);
  const storedDirectory = zstdCompress(directory, DIRECTORY_ZSTD_LEVEL);
  const frameBytes = frames.reduce((sum, { stored }) => sum + stored.length, 0);
  const header: BlockHeader = {
    ...place,
    rowCount: parts.rowCount,
    firstSequence: parts.firstSequence,
    lastSequence: lastSequenceOf(parts),
    minTimeMs: parts.timeMs[0]!,
    maxTimeMs: parts.timeMs[parts.rowCount - 1]!,
    directoryBytes: storedDirectory.length,
    directoryRawBytes: directory.length,
    frameBytes,
    directoryChecksum: crc32(storedDirectory),
  };
  const head = writeBlockHeader(header);
  const pieces = [head, storedDirectory, ...frames.map(({ stored }) => stored)];
  return { header, pieces, byteLength: head.length + storedDirectory.length + frameBytes };
}

function store(packer: FramePacker, write: (sink: ColumnSink) => void): StoredColumn {
  const sink = new ColumnSink();
  write(sink);
  return { meta: sink.meta.toBytes(), streams: packer.pack(sink.streams) };
}

function lastSequenceOf(parts: BlockParts): number {
  if (parts.sequenceOffsets === null) return parts.firstSequence + parts.rowCount - 1;
  return parts.firstSequence + maxOf(parts.sequenceOffsets);
}

function maxOf(values: Uint32Array): number {
  let max = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > max) max = values[i]!;
  return max;
}
