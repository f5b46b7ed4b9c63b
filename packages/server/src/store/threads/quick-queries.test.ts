import { expect, test } from 'vitest';
import { QuickQueries } from './quick-queries.ts';

test('a query is quick from when it was until it takes much longer', () => {
  const queries = new QuickQueries();
  queries.note('a', 'error', 50);
  expect(queries.has('a', 'error')).toBe(false);
  queries.note('a', 'error', 2);
  expect(queries.has('a', 'error')).toBe(true);
  expect(queries.has('b', 'error')).toBe(false);
  queries.note('a', 'error', 5);
  expect(queries.has('a', 'error')).toBe(true);
  queries.note('a', 'error', 7);
  expect(queries.has('a', 'error')).toBe(false);
});

test('only those asked last are remembered', () => {
  const queries = new QuickQueries();
  for (let i = 0; i < 1000; i++) queries.note('a', `word${i}`, 1);
  queries.note('a', 'word0', 1);
  queries.note('a', 'another', 1);
  expect(queries.has('a', 'word0')).toBe(true);
  expect(queries.has('a', 'word1')).toBe(false);
  expect(queries.has('a', 'another')).toBe(true);
});
