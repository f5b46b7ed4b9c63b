import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { zstdDecompress } from '../bytes/zstd.ts';
import { byteRangesOf } from '../columns/byte-ranges.ts';
import { writeColumn } from '../columns/column-codec.ts';
import { ColumnSink } from '../columns/column-streams.ts';
import { RowIndex } from '../columns/row-index.ts';
import { TemplateColumn } from '../columns/template-column.ts';
import { tokenizeTemplates } from '../columns/template-tokenizer.ts';
import { FieldIndexes } from '../indexes/field-indexes.ts';
import { RowBatchBuilder } from '../ingest/row-batch-builder.ts';
import { buildBlock } from '../segments/block-builder.ts';
import { ColumnCache } from '../segments/column-cache.ts';
import { MemoryFile } from '../segments/memory-file.test-support.ts';
import { openSegment } from '../segments/segment-reader.ts';
import { SegmentWriter } from '../segments/segment-writer.ts';
import { decodeManifest } from './manifest-encoding.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { readWriteAheadLog } from './write-ahead-log-reader.ts';

const DOCUMENT = readFileSync(new URL('../../../../FORMAT.md', import.meta.url), 'utf8');

/** The indented lines that follow a text, up to the next paragraph that is none. */
function linesAfter(text: string): string[] {
  const at = DOCUMENT.indexOf(text);
  expect(at, `FORMAT.md has no '${text}'`).toBeGreaterThanOrEqual(0);
  const rest = DOCUMENT.slice(DOCUMENT.indexOf('\n    ', at) + 1).split('\n');
  const end = rest.findIndex((line) => line !== '' && !line.startsWith('    '));
  return rest.slice(0, end).filter((line) => line !== '');
}

/** The bytes of a dump: lines of an offset and up to sixteen bytes. */
function dumpAfter(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const line of linesAfter(text)) {
    const found = /^ {4}([0-9a-f]{4}) {2}((?:[0-9a-f]{2} ?)+)$/.exec(line);
    if (found === null) break;
    expect(Number.parseInt(found[1]!, 16), line).toBe(bytes.length);
    bytes.push(...bytesOf(found[2]!));
  }
  expect(bytes.length).toBeGreaterThan(0);
  return Uint8Array.from(bytes);
}

/** The bytes of a listing: lines of up to twelve bytes, then what they mean. */
function listingAfter(text: string): Uint8Array {
  return Uint8Array.from(linesAfter(text).flatMap((line) => bytesOf(line.slice(4, 39))));
}

function bytesOf(hex: string): number[] {
  return (hex.match(/[0-9a-f]{2}/g) ?? []).map((byte) => Number.parseInt(byte, 16));
}

function decompressed(stored: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(zstdDecompress(stored, length));
}

describe('the examples of FORMAT.md', () => {
  test('the log', () => {
    const vfs = new MemoryVfs();
    vfs.createWhole('log', dumpAfter('*Example.* A log of file id 7'));
    const records: unknown[] = [];
    const { damage } = readWriteAheadLog(vfs, 'log', ({ firstSequence, rowCount, nowMs, payload }) =>
      records.push({ firstSequence, rowCount, nowMs, payload: Buffer.from(payload).toString() }),
    );
    expect(damage).toBeUndefined();
    const payload = '{"_msg":"hi"}\n';
    expect(records).toEqual([{ firstSequence: 5, rowCount: 1, nowMs: 1_700_000_000_000, payload }]);
  });

  test('the manifest', () => {
    const header = dumpAfter('*Example.* The first generation of a shard');
    const body = linesAfter('and the body of 246 bytes').map((line) => `${line.slice(4)}\n`);
    const decoded = decodeManifest(Buffer.concat([header, Buffer.from(body.join(''))]));
    expect(decoded).toMatchObject({ kind: 'manifest', manifest: { generation: 1, nextFileId: 2, openSegment: null } });
  });

  test('a template column', () => {
    const ranges = byteRangesOf(['job a1 took 7 ms', 'bye', 'job a1 took 300 ms']);
    const sink = new ColumnSink();
    writeColumn(sink, TemplateColumn.build(RowIndex.dense(3), tokenizeTemplates(ranges)!, Uint32Array.of(0, 1, 2)));
    const [meta, ...streams] = linesAfter('*Example.* The texts `job a1').map((line) => bytesOf(line.slice(15)));
    expect(meta).toEqual([...sink.meta.toBytes()]);
    expect(streams).toEqual(sink.streams.map((stream) => [...stream]));
  });
});

describe('the segment of FORMAT.md', () => {
  const bytes = dumpAfter('sealed, 419 bytes:');
  const directory = listingAfter('directory, decompressed:');
  const footer = listingAfter('The footer, decompressed:');
  const rows = linesAfter('The segment of file id 9 with one block').map((line) => line.trim());

  test('is laid out as it says, every byte', () => {
    const view = new DataView(bytes.buffer);
    expect(bytes.length).toBe(419);
    expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe('LAES');
    expect([view.getUint16(4, true), view.getUint16(6, true), view.getFloat64(8, true)]).toEqual([1, 0, 9]);
    expect(view.getUint32(16, true)).toBe(crc32(bytes.subarray(0, 16)));

    const block = 0x14;
    expect(Buffer.from(bytes.subarray(block, block + 4)).toString()).toBe('LAEB');
    // Version, parts, part, reserved.
    expect([4, 6, 8, 10].map((at) => view.getUint16(block + at, true))).toEqual([1, 1, 0, 0]);
    // Number of the block, rows; then file id, sequence numbers, times.
    expect([20, 24].map((at) => view.getUint32(block + at, true))).toEqual([0, 2]);
    const times = ['2026-03-02T00:00:00Z', '2026-03-02T00:00:01Z'].map(Date.parse);
    expect([12, 28, 36, 44, 52].map((at) => view.getFloat64(block + at, true))).toEqual([9, 5, 6, ...times]);
    const [stored, raw, frames, checksum] = [60, 64, 68, 72].map((at) => view.getUint32(block + at, true));
    expect([0x64, 0x64 + stored!, 0x64 + stored! + frames!]).toEqual([block + 80, 0xe3, 0xfb]);
    expect(checksum).toBe(crc32(bytes.subarray(0x64, 0xe3)));
    expect(view.getUint32(block + 76, true)).toBe(crc32(bytes.subarray(block, block + 76)));
    expect(decompressed(bytes.slice(0x64, 0xe3), raw!)).toEqual(directory);

    // The one frame that the directory lists: flag, two lengths, CRC-32.
    expect([...directory.subarray(0, 4)]).toEqual([1, 0, frames, frames]);
    expect(new DataView(directory.buffer).getUint32(4, true)).toBe(crc32(bytes.subarray(0xe3, 0xfb)));

    const trailer = 0x183;
    expect(bytes.length - trailer).toBe(32);
    const [footerBytes, footerRawBytes, footerChecksum] = [8, 12, 16].map((at) => view.getUint32(trailer + at, true));
    expect([view.getFloat64(trailer, true), footerBytes]).toEqual([0xfb, trailer - 0xfb]);
    expect(footerChecksum).toBe(crc32(bytes.subarray(0xfb, trailer)));
    expect([20, 22].map((at) => view.getUint16(trailer + at, true))).toEqual([1, 0]);
    expect(Buffer.from(bytes.subarray(trailer + 24, trailer + 28)).toString()).toBe('LAET');
    expect(view.getUint32(trailer + 28, true)).toBe(crc32(bytes.subarray(trailer, trailer + 28)));
    expect(decompressed(bytes.slice(0xfb, trailer), footerRawBytes!)).toEqual(footer);
  });

  test('has the rows that it says, and its index', () => {
    const file = new MemoryFile(bytes);
    const { fileId, blocks } = openSegment(file, file.size, new ColumnCache(1e9));
    expect([fileId, blocks.length]).toEqual([9, 1]);
    const [block] = blocks;
    expect([0, 1].map((row) => block!.json(row))).toEqual(rows);
    expect([0, 1].map((row) => block!.sequenceOf(row))).toEqual([5, 6]);
    const isId = { texts: new Set(['00c0ffe1']), test: (text: string) => text === '00c0ffe1' };
    expect([...block!.candidateRows('id', isId)!]).toEqual([1]);
  });

  test('is what this release writes, but for how zstd compresses', () => {
    const builder = new RowBatchBuilder();
    builder.begin(1000);
    builder.add(Buffer.from(rows.join('\n')), { malformed: 'reject', lineBytesMax: 1000, nowMs: 0 });
    const writer = new SegmentWriter(9, new FieldIndexes(['id']));
    const [added] = writer.addBatch([buildBlock(builder.finish(), 0, 2, 5)]);
    const [, writtenDirectory, frame] = added!.written.pieces;
    expect(decompressed(writtenDirectory!, directory.length)).toEqual(directory);
    expect(frame).toEqual(bytes.slice(0xe3, 0xfb));
    const [writtenFooter] = writer.seal();
    const raw = decompressed(writtenFooter!, footer.length);
    // The header of the block within has the length and the checksum of the compressed directory.
    const headerAt = Buffer.from(footer).indexOf('LAEB');
    expect(raw.slice(0, headerAt)).toEqual(footer.slice(0, headerAt));
    expect(raw.slice(headerAt + 80)).toEqual(footer.slice(headerAt + 80));
  });
});
