import { expect, test } from 'vitest';
import { ProblemLog } from './problem-log.ts';

test('the newest hundred different problems are kept, the same ones counted', () => {
  let nowMs = 0;
  const log = new ProblemLog(() => nowMs);
  log.add({ kind: 'damage', file: 'a', message: 'm' });
  log.add({ kind: 'damage', message: 'm' });
  nowMs = 5;
  log.add({ kind: 'damage', file: 'a', message: 'm' });
  expect(log.list()).toEqual([
    { kind: 'damage', message: 'm', atMs: 0, count: 1 },
    { kind: 'damage', file: 'a', message: 'm', atMs: 5, count: 2 },
  ]);
  for (let i = 0; i < 99; i++) log.add({ kind: 'other', message: String(i) });
  expect(log.list()).toHaveLength(100);
  expect(log.list()[0]).toMatchObject({ kind: 'damage', file: 'a' });
  expect(log.totalCount).toBe(102);
});
