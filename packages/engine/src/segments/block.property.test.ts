import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CaseMaker } from '../columns/column-cases.test-support.ts';
import { FieldIndexes } from '../indexes/field-indexes.ts';
import { RowBatchBuilder } from '../ingest/row-batch-builder.ts';
import { buildBlock } from './block-builder.ts';
import { expectBlock } from './block-oracle.test-support.ts';
import type { BlockParts } from './block-parts.ts';
import { type BlockRowsCase, blockRowsCases } from './block-rows.test-support.ts';
import { NOW_MS } from './blocks.test-support.ts';
import { ColumnCache } from './column-cache.ts';
import { MemoryBlock } from './memory-block.ts';
import { MemoryFile } from './memory-file.test-support.ts';
import { ModelRow } from './row-model.test-support.ts';
import { openSegment, scanSegment } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';
import { StoredBlock } from './stored-block.ts';

const FILE_ID = 7;

/** The batches of a case as blocks, and the rows that each of them must hold. */
interface Batches {
  readonly batches: readonly (readonly BlockParts[])[];
  readonly models: readonly (readonly ModelRow[])[];
}

/** Each list of rows becomes a batch of one to three blocks, all by one builder. */
function batchesOf(lists: readonly BlockRowsCase[]): Batches {
  const builder = new RowBatchBuilder();
  const batches: BlockParts[][] = [];
  const models: ModelRow[][] = [];
  let sequence = 1000;
  for (const { rows, seed } of lists) {
    const cases = new CaseMaker(seed);
    const first = sequence;
    builder.begin(cases.below(1000));
    const lines = Buffer.from(rows.join('\n'));
    expect(builder.add(lines, { malformed: 'reject', lineBytesMax: 1 << 20, nowMs: NOW_MS })).toMatchObject({
      accepted: rows.length,
      malformed: 0,
    });
    const batch = builder.finish();
    const cuts = [0, cases.below(rows.length + 1), cases.below(rows.length + 1), rows.length].toSorted((a, b) => a - b);
    const blocks: BlockParts[] = [];
    for (let i = 0; i + 1 < cuts.length; i++) {
      const [from, to] = [cuts[i]!, cuts[i + 1]!];
      if (from === to) continue;
      blocks.push(buildBlock(batch, from, to, first + from));
      models.push(rows.slice(from, to).map((json, row) => new ModelRow(json, first + from + row)));
    }
    batches.push(blocks);
    sequence += rows.length + cases.below(3);
  }
  return { batches, models };
}

function write(writer: SegmentWriter, batches: Batches['batches']): Uint8Array {
  const pieces = [writer.header()];
  for (const batch of batches) for (const { written } of writer.addBatch(batch)) pieces.push(...written.pieces);
  expect(writer.byteLength).toBe(pieces.reduce((sum, { length }) => sum + length, 0));
  return Buffer.concat([...pieces, ...writer.seal()]);
}

const lists = fc.array(blockRowsCases, { minLength: 1, maxLength: 3 });

test('a block in memory says what its rows say', () => {
  fc.assert(
    fc.property(blockRowsCases, (list) => {
      const { batches, models } = batchesOf([list]);
      batches.flat().forEach((parts, i) => {
        expectBlock(new MemoryBlock(parts), models[i]!, new CaseMaker(list.seed));
      });
    }),
    { numRuns: 20 },
  );
});

test('a block of a sealed segment says what its rows say, also when nothing stays decoded', () => {
  fc.assert(
    fc.property(lists, fc.constantFrom(0, 1e6, 1e9), (given, budget) => {
      const { batches, models } = batchesOf(given);
      const file = new MemoryFile(write(new SegmentWriter(FILE_ID), batches));
      const { blocks, fileId } = openSegment(file, file.size, new ColumnCache(budget));
      expect(fileId).toBe(FILE_ID);
      expect(blocks).toHaveLength(models.length);
      blocks.forEach((block, i) => {
        expectBlock(block, models[i]!, new CaseMaker(given[0]!.seed));
      });
    }),
    { numRuns: 12 },
  );
});

test('a scan finds the blocks of a segment, and without a footer they say the same', () => {
  fc.assert(
    fc.property(lists, (given) => {
      const { batches, models } = batchesOf(given);
      const bytes = write(new SegmentWriter(FILE_ID), batches);
      const file = new MemoryFile(bytes);
      const { index, blocks: opened } = openSegment(file, file.size, new ColumnCache(1e9));
      const { places, damaged, validLength, fileId } = scanSegment(file, file.size, { wasSealed: true });
      expect([fileId, damaged]).toEqual([FILE_ID, []]);
      expect(places).toEqual(opened.map(({ offset, header }) => ({ offset, header })));
      const cache = new ColumnCache(1e9);
      const blocks = places.map(({ offset, header }) => new StoredBlock(file, offset, header, cache, null));
      blocks.forEach((block, i) => {
        block.verifyFrames();
        block.verifyColumns();
        expectBlock(block, models[i]!, new CaseMaker(given[0]!.seed));
      });

      // What the scan found is enough for the same footer.
      const writer = new SegmentWriter(FILE_ID);
      writer.resume(
        blocks.map((block, i) => ({ place: places[i]!, columns: block.indexedColumns() })),
        validLength,
      );
      const rebuilt = Buffer.concat([bytes.subarray(0, validLength), ...writer.seal()]);
      expect(rebuilt.equals(bytes)).toBe(true);
      expect(writer.index.fields.size).toBe(index.fields.size);
    }),
    { numRuns: 6 },
  );
});

test('blocks that were copied to another segment say the same there, known by their summaries or their columns', () => {
  fc.assert(
    fc.property(lists, fc.boolean(), (given, bySummary) => {
      const { batches, models } = batchesOf(given);
      const file = new MemoryFile(write(new SegmentWriter(FILE_ID), batches));
      const { blocks } = openSegment(file, file.size, new ColumnCache(1e9));
      const writer = new SegmentWriter(FILE_ID + 1, new FieldIndexes(['user']));
      const pieces = [writer.header()];
      for (const block of blocks.toReversed()) {
        const known = bySummary ? block.knownSummary! : block.indexedColumns();
        pieces.push(...writer.addCopy(block.header, block.storedBody(), known).written.pieces);
      }
      const copy = new MemoryFile(Buffer.concat([...pieces, ...writer.seal()]));
      const copied = openSegment(copy, copy.size, new ColumnCache(1e9));
      expect(copied.fileId).toBe(FILE_ID + 1);
      copied.blocks.forEach((block, i) => {
        expectBlock(block, models.at(-1 - i)!, new CaseMaker(given[0]!.seed));
      });
    }),
    { numRuns: 6 },
  );
});
