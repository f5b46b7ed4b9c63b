import { expect, test } from 'vitest';
import { csvLine } from './csv-text.ts';

test.each([
  [['a', 1, undefined], 'a,1,'],
  [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"'],
])('%j is %j', (values, line) => {
  expect(csvLine(values)).toBe(line);
});
