import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LOGSQL } from './logsql.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';

/** Every query that the reference of LogsQL shows, one a line, and at the end those that it describes, and ours. */
const FILE = new URL('./testdata/reference-queries.txt', import.meta.url);
const QUERIES: readonly string[] = readFileSync(FILE, 'utf8').trim().split('\n');

describe('the queries of the reference', () => {
  it.each(QUERIES)('%s', (text) => {
    const tree = parse(text, LOGSQL);
    expect(parse(print(tree, LOGSQL), LOGSQL)).toEqual(tree);
  });

  it('are all there', () => {
    expect(QUERIES).toHaveLength(381);
  });
});
