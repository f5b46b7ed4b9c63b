import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import type { Block } from '../segments/block.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { bytesOf, openTestStore, rowsOf, rowsOfBlocks, TestClock, type TestRow } from './store.test-support.ts';
import type { Store } from './store.ts';

type Action =
  | { readonly kind: 'row' | 'lines'; readonly rows: readonly string[] }
  | { readonly kind: 'delete'; readonly modulus: number; readonly rest: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'flush' | 'seal' | 'compact' | 'reopen' | 'kill' | 'read' };

const arbitraryValue = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constant([1, 'a']),
  fc.constant({}),
);

/** With and without a time, in forms of all kinds; keys that mean something and others. */
const arbitraryRow = fc
  .record(
    {
      timestamp: fc.oneof(
        fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString()),
        fc.constantFrom('2026-03-02 11:59:59', '2026-03-02T10:00:00.123456789+02:00', 'no time at all', ''),
        fc.integer({ min: 0, max: 2e9 }),
      ),
      level: fc.constantFrom('INFO', 'error', 'WARN', 3, 40),
      message: fc.oneof(
        fc.nat(999).map((n) => `request ${n} done in ${n * 3} ms`),
        fc.string({ unit: 'grapheme', maxLength: 30 }),
      ),
      tags: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
      metadata: fc.dictionary(fc.constantFrom('k', 'user.id', 'level', '__proto__', 'ü'), arbitraryValue, {
        maxKeys: 3,
      }),
    },
    { requiredKeys: [] },
  )
  .map((row) => JSON.stringify(row));

const arbitraryLine = fc.oneof(
  { weight: 8, arbitrary: arbitraryRow },
  {
    weight: 1,
    arbitrary: fc.constantFrom('not json', '{"a":1,"a":2}', ' {"message" : "spaces" } ', '', '{"b":[1, 2]}', '{}'),
  },
);

const arbitraryAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('row' as const),
      rows: fc.array(arbitraryRow, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('lines' as const), rows: fc.array(arbitraryLine, { maxLength: 60 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('delete' as const),
      modulus: fc.integer({ min: 2, max: 4 }),
      rest: fc.nat(1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 1500, 6000, 4_000_000, 90_000_000),
    }),
  },
  ...(['flush', 'seal', 'compact', 'reopen', 'kill', 'read'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant(kind) }) as fc.Arbitrary<Action>,
  })),
);

for (const durability of ['fsync', 'interval', 'memory'] as const) {
  test(`a store has the rows of an array, whatever is done to it (${durability})`, () => {
    fc.assert(
      fc.property(fc.array(arbitraryAction, { minLength: 1, maxLength: 25 }), (actions) =>
        runActions(actions, durability),
      ),
      { numRuns: 120 },
    );
  });
}

function runActions(actions: readonly Action[], durability: 'fsync' | 'interval' | 'memory'): void {
  const clock = new TestClock();
  let vfs = new MemoryVfs();
  const options = { durability, clock: clock.read };
  let { store, problems } = openTestStore(vfs, options);
  let expected: readonly TestRow[] = [];
  const snapshots: { readonly blocks: readonly Block[]; readonly rows: readonly TestRow[] }[] = [];
  for (const action of actions) {
    switch (action.kind) {
      case 'row':
        for (const row of action.rows) store.appendRow(row);
        expected = grown(store, expected, action.rows.length);
        break;
      case 'lines': {
        const { accepted } = store.appendLines(bytesOf(...action.rows));
        expect(accepted).toBe(action.rows.filter((row) => row !== '').length);
        expected = grown(store, expected, accepted);
        break;
      }
      case 'delete': {
        const isGone = ({ sequence }: TestRow): boolean => sequence % action.modulus === action.rest;
        expect(store.deleteRows((block) => rowsBySequence(block, action))).toBe(expected.filter(isGone).length);
        expected = expected.filter((row) => !isGone(row));
        snapshots.length = 0;
        break;
      }
      case 'wait':
        clock.nowMs += action.ms;
        // Replaced files are there for a minute.
        if (action.ms >= 60_000) snapshots.length = 0;
        break;
      case 'kill':
        snapshots.length = 0;
        // Without a sync nothing is promised, so there the process ends in good order.
        if (durability !== 'fsync') store.close();
        else vfs = vfs.copy();
        ({ store, problems } = openTestStore(vfs, options));
        break;
      case 'reopen':
        snapshots.length = 0;
        store.close();
        ({ store, problems } = openTestStore(vfs, options));
        break;
      case 'read': {
        // Deletion reaches the blocks that someone holds; nothing else does.
        const blocks = [...store.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)];
        snapshots.push({ blocks, rows: expected });
        break;
      }
      default:
        store[action.kind]();
    }
    expect(rowsOf(store)).toEqual(expected);
  }
  for (const { blocks, rows } of snapshots) expect(rowsOfBlocks(blocks)).toEqual(rows);
  expect(store.statistics().rows).toBe(expected.length);
  const { ok, damaged } = store.verify();
  expect({ ok, damaged }).toEqual({ ok: true, damaged: [] });
  expect(problems).toEqual([]);
  store.close();
}

/** What the store has now: what it had before, and `count` rows more with the next sequence numbers. */
function grown(store: Store, before: readonly TestRow[], count: number): readonly TestRow[] {
  const rows = rowsOf(store);
  expect(rows.slice(0, before.length)).toEqual(before);
  expect(rows.length).toBe(before.length + count);
  const next = store.nextSequence;
  expect(rows.slice(before.length).map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: count }, (_, i) => next - count + i),
  );
  return rows;
}

function rowsBySequence(block: Block, { modulus, rest }: { readonly modulus: number; readonly rest: number }): Bitmap {
  const rows = new Bitmap(block.rowCount);
  for (let row = 0; row < block.rowCount; row++) if (block.sequenceOf(row) % modulus === rest) rows.set(row);
  return rows;
}
