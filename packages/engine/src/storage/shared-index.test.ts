import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockSummary } from '../segments/block-summary.ts';
import { SEGMENT_VALUES_MAX } from '../segments/segment-field.ts';
import { StoredBlock } from '../segments/stored-block.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { Shard } from './shard.ts';
import { SharedIndexReader } from './shared-index-reader.ts';
import { bytesOf, openTestStore, SMALL_LIMITS, TestClock } from './store.test-support.ts';
import { resolveStoreOptions } from './store-options.ts';

const ALL = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
const LIMITS = { ...SMALL_LIMITS, segmentBytes: 1 << 30 };
const INDEXES = ['user'];

/** All that a summary says, without the objects that stand for fields and their tables. */
function plain(summary: BlockSummary | null): unknown {
  return [...summary!.fields.values()].map(({ field, present, kind, ids, counts, range, bloom, indexes }) => {
    const textOf = (id: number): string =>
      kind === 'values' ? field.values.texts[id]! : Buffer.from(field.templates.bytesOf(id)).toString('latin1');
    return {
      name: field.name,
      present,
      kind,
      listed: Array.from(ids, (id, i) => [id, textOf(id), counts[i]]),
      splits: kind === 'templates' && field.templates.lowerCaseSplitsWords,
      range,
      bloom: bloom === null ? null : [...bloom.words],
      indexes: indexes.map((part) => [part.kind, [...part.bytes]]),
    };
  });
}

/** Appends batches that become blocks; returns what the writer knows of them, and what a reader does that takes parts now and then. */
function written(batches: readonly (readonly string[])[], takes: readonly boolean[] = []): [unknown, unknown] {
  const vfs = new MemoryVfs();
  const options = { clock: new TestClock().read, limits: LIMITS, indexes: INDEXES, sharesHead: true } as const;
  const { store } = openTestStore(vfs, options);
  const reader = new SharedIndexReader(new Shard(resolveStoreOptions({ ...options, vfs })).indexes);
  const read: [number, unknown][] = [];
  let taken = 0;
  for (const [batch, lines] of batches.entries()) {
    store.appendLines(bytesOf(...lines));
    store.flush();
    const isLast = batch === batches.length - 1;
    if (!isLast && takes[batch % takes.length] !== true) continue;
    const parts = store.snapshot().growingIndex;
    for (const part of parts.slice(taken)) {
      for (const { place, summary } of reader.read(part)) read.push([place.offset, plain(summary)]);
    }
    taken = parts.length;
  }
  const blocks = [...store.blocks(...ALL)].filter((block) => block instanceof StoredBlock);
  const known = blocks.map((block): [number, unknown] => [block.offset, plain(block.knownSummary)]);
  store.close();
  return [read, known.sort((a, b) => a[0] - b[0])];
}

const arbitraryLine = fc
  .record(
    {
      level: fc.constantFrom('INFO', 'WARN', 'ERROR'),
      source: fc.string({ unit: 'binary', maxLength: 3 }),
      user: fc.nat(9).map(String),
      n: fc.integer(),
      ip: fc.ipV4(),
      trace: fc.bigInt(0n, (1n << 64n) - 1n).map((bits) => bits.toString(16).padStart(16, '0')),
      message: fc
        .tuple(fc.constantFrom('sent', 'took', 'İ is', '日本'), fc.nat())
        .map(([word, n]) => `${word} ${n} x${n}`),
    },
    { requiredKeys: ['message'] },
  )
  .map((entry) => JSON.stringify(entry));

test('a reader knows of each block what the writer does, whenever it takes the parts', () => {
  let blocks = 0;
  fc.assert(
    fc.property(
      fc.array(fc.array(arbitraryLine, { minLength: 1, maxLength: 90 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
      (batches, takes) => {
        const [read, known] = written(batches, takes);
        expect(read).toEqual(known);
        blocks += (read as unknown[]).length;
      },
    ),
    { numRuns: 60 },
  );
  expect(blocks).toBeGreaterThan(60);
});

test('a field with too many values to be listed is opaque to readers from the same block on', () => {
  const batches = Array.from({ length: 130 }, (_, batch) =>
    Array.from({ length: 40 }, (_, i) =>
      JSON.stringify({ message: 'm', host: `h${batch * 40 + i} ${i % 2}`, pad: i % 2 }),
    ),
  );
  const doubled = batches.map((lines) => lines.flatMap((line) => [line, line, line]));
  const [read, known] = written(doubled);
  expect(read).toEqual(known);
  const kinds = (read as [number, { name: string; kind: string }[]][]).map(
    ([, fields]) => fields.find(({ name }) => name === 'host')!.kind,
  );
  expect(SEGMENT_VALUES_MAX).toBeLessThan(130 * 40);
  expect(new Set(kinds)).toEqual(new Set(['values', 'opaque']));
});
