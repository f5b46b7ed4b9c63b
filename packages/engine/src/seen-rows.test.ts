import { expect, test } from 'vitest';
import { SeenRows } from './seen-rows.ts';

const newOf = (seen: SeenRows, rows: readonly string[]): string[] => rows.filter((row) => seen.isNew(row));

test('tells each row once, however often it is looked at', () => {
  const seen = new SeenRows();
  expect(newOf(seen, ['a', 'b', 'a'])).toEqual(['a', 'b', 'a']);
  seen.nextRound();
  expect(newOf(seen, ['late', 'a', 'b', 'a', 'b'])).toEqual(['late', 'b']);
  seen.nextRound();
  expect(newOf(seen, ['b', 'b'])).toEqual([]);
  seen.forget();
  expect(newOf(seen, ['b'])).toEqual(['b']);
});
