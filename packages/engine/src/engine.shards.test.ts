import { expect, it } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';
import { shardDirectory } from './storage/directory-layout.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';
import { bytesOf } from './storage/store.test-support.ts';
import { Store } from './storage/store.ts';

it('shards that threads have written are read by the engine in the order of time, then of shards, then of arrival', () => {
  const vfs = new MemoryVfs();
  const at = (second: number, text: string): string =>
    JSON.stringify({ timestamp: `2026-03-02T00:00:0${second}Z`, message: text });
  for (const [shard, rows] of [
    [1, [at(1, 'c'), at(0, 'a'), at(1, 'd')]],
    [0, [at(1, 'b'), at(2, 'e')]],
  ] as const) {
    const store = Store.open({ vfs, directory: shardDirectory('default', shard), usesTimer: false });
    store.appendLines(bytesOf(...rows));
    store.close();
  }
  const engine = new LogAnalyticsEngine({ vfs });
  const letters = (): string[] => engine.queryLogs().map(({ message }) => message);
  expect(letters()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(engine.queryLogs({}, { sortDesc: true }).map(({ message }) => message)).toEqual(['e', 'd', 'c', 'b', 'a']);
  engine.ingestBytes(bytesOf(at(3, 'f')));
  expect(engine.delete({ keyword: 'c' })).toBe(1);
  expect(letters()).toEqual(['a', 'b', 'd', 'e', 'f']);
  engine.close();
  const reader = new LogAnalyticsEngine({ vfs, readOnly: true });
  expect(reader.countLogs()).toBe(5);
  reader.close();
});
