import { describe, expect, test } from 'vitest';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import type { FieldIndex } from '../indexes/field-index.ts';
import { FieldIndexes } from '../indexes/field-indexes.ts';
import { TrigramIndex } from '../indexes/trigram-index.test-support.ts';
import { RowBatchBuilder } from '../ingest/row-batch-builder.ts';
import { buildBlock } from './block-builder.ts';
import type { BlockParts } from './block-parts.ts';
import { ColumnCache } from './column-cache.ts';
import { MemoryFile } from './memory-file.test-support.ts';
import { openSegment } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { StoredBlock } from './stored-block.ts';

const ROWS = 500;
const BLOCKS = 4;

const userOf = (row: number): number => 1000 + ((row * 7919) % 700);

/** Blocks of rows with a number, an id and a path; no field repeats enough to be a dictionary. */
const blocks: readonly BlockParts[] = Array.from({ length: BLOCKS }, (_, block) => {
  const builder = new RowBatchBuilder();
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const row = block * ROWS + i;
    const id = (row * 2654435761).toString(16).padStart(16, '0');
    return JSON.stringify({ _time: row, _msg: 'm', user: userOf(row), id, path: `/p${row}/${row * 37}`, empty: '' });
  });
  builder.begin(1 << 20);
  builder.add(Buffer.from(lines.join('\n')), { malformed: 'reject', lineBytesMax: 1 << 20, nowMs: 0 });
  return buildBlock(builder.finish(), 0, ROWS, block * ROWS);
});

function write(indexes?: FieldIndexes): Uint8Array {
  const writer = new SegmentWriter(7, indexes);
  const pieces = [writer.header(), ...writer.addBatch(blocks).flatMap(({ written }) => written.pieces)];
  return Buffer.concat([...pieces, ...writer.seal()]);
}

function open(bytes: Uint8Array, indexes?: FieldIndexes): { file: MemoryFile; blocks: readonly StoredBlock[] } {
  const file = new MemoryFile(bytes);
  return { file, blocks: openSegment(file, file.size, new ColumnCache(1e9), indexes).blocks };
}

const equal = (text: string): ValuePredicate => ({ texts: new Set([text]), test: (each) => each === text });
const partsOf = (block: StoredBlock, field: string): readonly string[] =>
  block.knownSummary!.fields.get(field)!.indexes.map(({ kind }) => kind);

describe('the indexes of a segment', () => {
  test('name the rows of a value without a byte of the blocks', () => {
    const { file, blocks: opened } = open(write(new FieldIndexes(['user', 'id'])));
    const { reads } = file;
    for (const row of [0, 77, 1999]) {
      const id = (row * 2654435761).toString(16).padStart(16, '0');
      const found = opened.map((block) => block.candidateRows('id', equal(id))!.length);
      expect(found.reduce((sum, count) => sum + count)).toBe(1);
      expect(found[Math.floor(row / ROWS)]).toBe(1);
      const counts = opened.map((block) => block.countByDirectory('id', equal(id)));
      expect(counts).toEqual(found.map((count) => ({ sure: 0, unsure: count })));
      expect(opened.map((block) => block.mayMatch('id', equal(id)))).toEqual(found.map((count) => count > 0));
    }
    const users = opened.map((block) => block.candidateRows('user', equal(String(userOf(5))))!.length);
    expect(users.reduce((sum, count) => sum + count)).toBe(
      Array.from({ length: ROWS * BLOCKS }, (_, row) => userOf(row)).filter((user) => user === userOf(5)).length,
    );
    expect(file.reads).toBe(reads);
    // Rows without the field are in no index.
    expect(opened[0]!.candidateRows('user', equal(''))).toBeUndefined();
    expect(opened[0]!.candidateRows('path', equal('/p0/0'))).toBeUndefined();
    expect(opened[0]!.candidateRows('absent', equal('x'))).toBeUndefined();
  });

  test('take the place of a bloom filter, and nothing where they are not asked for', () => {
    const plain = write();
    const { blocks: opened } = open(write(new FieldIndexes(['id'])));
    const [indexed] = opened;
    expect(indexed!.knownSummary!.fields.get('id')!.bloom).toBeNull();
    expect(open(plain).blocks[0]!.knownSummary!.fields.get('id')!.bloom).not.toBeNull();
    expect(Buffer.compare(write(new FieldIndexes(['absent'])), plain)).toBe(0);
    expect(write(new FieldIndexes(['id'])).length - plain.length).toBeLessThan(5 * ROWS * BLOCKS);
  });

  test('of a kind of one’s own are read by their kind, and kept by whoever does not know it', () => {
    const indexes = new FieldIndexes([new TrigramIndex('path'), 'path']);
    const bytes = write(indexes);
    const { blocks: opened } = open(bytes, indexes);
    const containing: ValuePredicate = { requiredTexts: ['77/2849'], test: (text) => text.includes('77/2849') };
    expect(opened.map((block) => block.candidateRows('path', containing)!.length)).toEqual([1, 0, 0, 0]);

    const stranger = open(bytes).blocks;
    expect(stranger[0]!.candidateRows('path', containing)).toBeUndefined();
    expect(stranger[0]!.candidateRows('path', equal('/p77/2849'))!.length).toBe(1);

    // A merge by the stranger takes the parts along.
    const writer = new SegmentWriter(8);
    const pieces = [writer.header()];
    for (const block of stranger)
      pieces.push(...writer.addCopy(block.header, block.storedBody(), block.knownSummary!).written.pieces);
    const merged = open(Buffer.concat([...pieces, ...writer.seal()]), indexes).blocks;
    expect(partsOf(merged[0]!, 'path')).toEqual(['trigram', 'exact']);
    expect(merged.map((block) => block.candidateRows('path', containing)!.length)).toEqual([1, 0, 0, 0]);
  });

  test('are made when blocks are merged into a segment that has them', () => {
    const writer = new SegmentWriter(8, new FieldIndexes(['user']));
    const pieces = [writer.header()];
    for (const block of open(write()).blocks) {
      const known = block.knownSummary!;
      const added = writer.addCopy(block.header, block.storedBody(), known, (field) => block.column(field));
      pieces.push(...added.written.pieces);
    }
    const merged = open(Buffer.concat([...pieces, ...writer.seal()])).blocks;
    const direct = open(write(new FieldIndexes(['user']))).blocks;
    merged.forEach((block, i) => {
      const part = block.knownSummary!.fields.get('user')!.indexes[0]!;
      expect(part.bytes).toEqual(direct[i]!.knownSummary!.fields.get('user')!.indexes[0]!.bytes);
    });
  });

  test('that fail are reported and left aside', () => {
    const failures: string[] = [];
    const report = (index: FieldIndex, message: string): void => {
      failures.push(`${index.kind}: ${message}`);
    };
    const broken = (kind: string, rows: () => Uint32Array): FieldIndex => ({
      field: 'user',
      kind,
      build: () => new Uint8Array(1),
      open: () => ({ candidates: rows }),
    });
    const indexes = new FieldIndexes(
      [
        broken('throws', () => {
          throw new Error('no');
        }),
        broken('beyond', () => Uint32Array.of(ROWS)),
        broken('unsorted', () => Uint32Array.of(2, 1)),
        {
          ...broken('builds-nothing', () => new Uint32Array(0)),
          build: (values) => {
            throw new Error(`not of ${values.count}`);
          },
        },
        { ...broken('declines', () => new Uint32Array(0)), build: () => undefined },
      ],
      report,
    );
    const [block] = open(write(indexes), indexes).blocks;
    expect(partsOf(block!, 'user')).toEqual(['throws', 'beyond', 'unsorted']);
    expect(block!.candidateRows('user', equal('1'))).toBeUndefined();
    expect(block!.candidateRows('user', equal('1'))).toBeUndefined();
    expect(failures.slice(0, BLOCKS)).toEqual(new Array(BLOCKS).fill('builds-nothing: not of 500'));
    expect(failures.slice(BLOCKS)).toEqual([
      'throws: no',
      'beyond: row 500 is out of order, or none of 500 rows',
      'unsorted: row 1 is out of order, or none of 500 rows',
    ]);
  });
});
