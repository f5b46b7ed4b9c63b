import { expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { DAY_MS } from '../entry/civil-date.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { addRemovals, NO_REMOVALS } from './removal-figures.ts';
import { bytesOf, openTestStore, TestClock } from './store.test-support.ts';

/** A store with a segment of 40 rows for each of six days, the oldest first. */
function sixDays(): { readonly vfs: MemoryVfs; readonly clock: TestClock } {
  const vfs = new MemoryVfs();
  const clock = new TestClock();
  const { store } = openTestStore(vfs, { clock: clock.read });
  for (let day = 0; day < 6; day++) {
    const timestamp = clock.nowMs - (5 - day) * DAY_MS;
    store.appendLines(bytesOf(...Array.from({ length: 40 }, (_, n) => JSON.stringify({ timestamp, n }))));
    store.seal();
  }
  store.deleteRows((block) => {
    const bitmap = new Bitmap(block.rowCount);
    if (block.maxTimeMs < clock.nowMs - 4.5 * DAY_MS) for (let row = 0; row < 10; row++) bitmap.set(row);
    return bitmap;
  });
  store.close();
  return { vfs, clock };
}

test('what retention removes is counted by its reason: segments, rows that were not deleted before, and bytes', () => {
  const { vfs, clock } = sixDays();
  const options = { clock: clock.read };
  const bytesBefore = openTestStore(vfs.copy(), options).store.statistics().storedBytes;
  const byAge = openTestStore(vfs.copy(), { ...options, retention: { maxAgeSeconds: (3.5 * DAY_MS) / 1000 } });
  const { age, size } = byAge.store.statistics().removals;
  expect([age.segments, age.rows, size]).toEqual([2, 70, NO_REMOVALS.size]);
  expect(age.bytes).toBeGreaterThan(0);
  expect(age.bytes).toBeLessThan(bytesBefore);
  const bySize = openTestStore(vfs.copy(), { ...options, retention: { maxBytes: 1 } });
  const removed = bySize.store.statistics().removals;
  expect([removed.age, removed.size.segments, removed.size.rows]).toEqual([NO_REMOVALS.age, 3, 110]);
  expect(addRemovals(byAge.store.statistics().removals, removed).size).toEqual(removed.size);
});
