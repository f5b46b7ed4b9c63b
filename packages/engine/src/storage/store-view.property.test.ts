import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { MemoryVfs } from './memory-vfs.ts';
import {
  bytesOf,
  numberOf,
  openTestStore,
  rowsOf,
  rowsOfBlocks,
  SMALL_LIMITS,
  TestClock,
  type TestRow,
  testRow,
} from './store.test-support.ts';
import type { StoreSnapshot } from './store-snapshot.ts';
import { type SnapshotView, StoreView } from './store-view.ts';

type Action =
  | { readonly kind: 'lines' | 'together'; readonly count: number }
  | { readonly kind: 'row' | 'flush' | 'seal' | 'compact' | 'release' | 'older' }
  | { readonly kind: 'delete'; readonly modulus: number }
  | { readonly kind: 'wait'; readonly ms: number };

const arbitraryAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom('lines' as const, 'together' as const), count: fc.nat(60) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'row' as const,
        'flush' as const,
        'seal' as const,
        'compact' as const,
        'release' as const,
        'older' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('delete' as const), modulus: fc.integer({ min: 2, max: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 30, 1500) }) },
);

interface Kept {
  readonly snapshot: StoreSnapshot;
  readonly rows: readonly TestRow[];
  readonly view: SnapshotView;
}

const ALL = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

test('a view has exactly the rows of a snapshot, whatever becomes of them in the store', () => {
  fc.assert(
    fc.property(
      fc.array(arbitraryAction, { maxLength: 30 }),
      fc.constantFrom('fsync', 'memory'),
      (actions, durability) => {
        const clock = new TestClock();
        const vfs = new MemoryVfs();
        const options = { clock: clock.read, durability, limits: SMALL_LIMITS } as const;
        const { store, problems } = openTestStore(vfs, { ...options, sharesHead: true });
        const view = new StoreView({ ...options, vfs });
        // Sees each snapshot as one that was sent anew, and some of them late.
        const other = new StoreView({ ...options, vfs });
        const kept: Kept[] = [];
        let next = 0;
        const lines = (count: number): Uint8Array =>
          bytesOf(
            ...Array.from({ length: count }, (_, i) => (i % 9 === 8 ? `no json ${next++}` : testRow(next++))),
            '',
          );

        for (const action of actions) {
          if (action.kind === 'lines') store.appendLines(lines(action.count));
          else if (action.kind === 'together') {
            store.appendTogether([lines(action.count), bytesOf(''), lines(1), bytesOf(testRow(next++))]);
          } else if (action.kind === 'row') store.appendRow(testRow(next++));
          else if (action.kind === 'delete') {
            store.deleteRows((block) => {
              const rows = new Bitmap(block.rowCount);
              for (let row = 0; row < block.rowCount; row++) {
                if (numberOf(block.json(row)) % action.modulus === 1) rows.set(row);
              }
              return rows;
            });
          } else if (action.kind === 'wait') clock.nowMs += action.ms;
          else if (action.kind === 'release') kept.shift()?.view.release();
          else if (action.kind === 'older') {
            const { snapshot, rows } = kept[Math.floor(kept.length / 2)] ?? {};
            if (snapshot === undefined) continue;
            const late = other.at(structuredClone(snapshot));
            expect(rowsOfBlocks(late.blocks(...ALL))).toEqual(rows);
            late.release();
          } else store[action.kind]();

          const snapshot = store.snapshot();
          const rows = rowsOf(store);
          const now = { snapshot, rows, view: view.at(snapshot) };
          expect(rowsOfBlocks(now.view.blocks(...ALL))).toEqual(rows);
          kept.push(now);
          for (const each of kept.slice(0, 3)) expect(rowsOfBlocks(each.view.blocks(...ALL))).toEqual(each.rows);
        }
        expect(problems).toEqual([]);
        store.close();
        for (const each of kept) expect(rowsOfBlocks(each.view.blocks(...ALL))).toEqual(each.rows);
      },
    ),
    { numRuns: 60 },
  );
});
