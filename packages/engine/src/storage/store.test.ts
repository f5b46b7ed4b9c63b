import { expect, test } from 'vitest';
import { MemoryVfs } from './memory-vfs.ts';
import { Store } from './store.ts';

const encoder = new TextEncoder();

function rowsOf(store: Store): string[] {
  const rows: { sequence: number; json: string }[] = [];
  for (const block of store.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
    for (let row = 0; row < block.rowCount; row++) {
      if (block.deleted?.has(row) !== true) rows.push({ sequence: block.sequenceOf(row), json: block.json(row) });
    }
  }
  return rows.sort((a, b) => a.sequence - b.sequence).map(({ json }) => json);
}

function line(n: number): string {
  return JSON.stringify({ timestamp: new Date(1.7e12 + n * 1000).toISOString(), level: 'INFO', message: `row ${n}` });
}

for (const durability of ['fsync', 'interval', 'memory'] as const) {
  test(`rows come back from head, segments and after reopening (${durability})`, () => {
    const vfs = new MemoryVfs();
    const expected: string[] = [];
    let store = Store.open({ vfs, durability, usesTimer: false });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 50; i++) {
        expected.push(line(expected.length));
        store.appendRow(expected.at(-1)!);
        if (i % 20 === 0) expect(rowsOf(store)).toEqual(expected);
      }
      const chunk = Array.from({ length: round === 0 ? 9_000 : 30 }, (_, i) => line(expected.length + i));
      expected.push(...chunk);
      const counts = store.appendLines(encoder.encode(chunk.join('\n')));
      expect(counts.accepted).toBe(chunk.length);
      expect(rowsOf(store)).toEqual(expected);
      if (round === 1) store.flush();
      store.close();
      store = Store.open({ vfs, durability, usesTimer: false });
      expect(rowsOf(store)).toEqual(expected);
    }
    store.close();
  });
}

test('rows that were logged but in no segment come back after the process was killed', () => {
  const vfs = new MemoryVfs();
  const store = Store.open({ vfs, usesTimer: false });
  store.appendRow(line(0));
  store.appendLines(encoder.encode(`${line(1)}\n\n${line(2)}`));
  const again = Store.open({ vfs: vfs.copy(), usesTimer: false });
  expect(rowsOf(again)).toEqual([line(0), line(1), line(2)]);
});
