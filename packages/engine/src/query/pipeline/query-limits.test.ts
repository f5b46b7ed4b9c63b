import { expect, test } from 'vitest';
import { CancelledError, InvalidArgumentError, LimitExceededError } from '../../errors/engine-error.ts';
import { LOGSQL } from '../../logsql/logsql.ts';
import { parse } from '../../logsql/parse.ts';
import { blocksOf } from '../query-script.test-support.ts';
import { rowsOf, testRun } from './pipeline.test-support.ts';
import { runQuery } from './run-query.ts';

const LINES = Array.from({ length: 2000 }, (_, i) =>
  JSON.stringify({ timestamp: new Date(i).toISOString(), message: `message ${i}`, n: i, list: [1, 2, i] }),
);
const BLOCKS = blocksOf(LINES, 200);
const SOURCE = { blocks: () => BLOCKS };

test('a join of each row with many gives all of them, in slices, or as many as a limit asks for', () => {
  const join = '* | join by (nosuch) (n:<30 | fields n | rename n as m)';
  expect(rowsOf(`${join} | stats count() rows, count_uniq(n, m) pairs`, SOURCE)).toEqual([
    { rows: 60_000, pairs: 60_000 },
  ]);
  expect(rowsOf(`${join} | limit 1500`, SOURCE)).toHaveLength(1500);
});

test.each([
  '* | sort by (n)',
  '* | sort by (_msg desc) limit 1500',
  '* | uniq by (_msg)',
  '* | top 5 by (n, _msg)',
  '* | field_values n',
  '* | facets 3 max_values_per_field 5000',
  '* | join by (n) (* | fields n, _msg)',
  '* | patterns at n | limit 1 | join by (n) (*)',
  'n:<1000 | stream_context after 1',
  'n:in(* | fields n)',
  '* | union (* | sort by (n))',
  '* | stats by (n) count()',
])('%s keeps to the memory of the query', (query) => {
  expect(() => rowsOf(query, SOURCE, { memoryBytesMax: 20_000 })).toThrow(LimitExceededError);
  expect(rowsOf(query, SOURCE).length).toBeGreaterThan(0);
});

test('stream_context takes 1,000 rows of a stream, and 100 streams', () => {
  expect(() => rowsOf('n:<1001 | stream_context after 1', SOURCE)).toThrow(/more than 1000 rows of one stream/);
  const lines = LINES.slice(0, 101).map((line, i) => line.replace('{', `{"source":"s${i}",`));
  const source = { blocks: () => blocksOf(lines, 50) };
  expect(rowsOf('n:<100 | stream_context before 0', source)).toHaveLength(200);
  expect(() => rowsOf('* | stream_context before 0', source)).toThrow(/more than 100 streams/);
});

test('a limit in front keeps a query within a small memory', () => {
  expect(rowsOf('* | sort by (n desc) limit 3 | fields n', SOURCE, { memoryBytesMax: 2_000_000 })).toEqual([
    { n: 1999 },
    { n: 1998 },
    { n: 1997 },
  ]);
  expect(rowsOf('* | limit 3 | fields n', SOURCE, { memoryBytesMax: 20_000 })).toHaveLength(3);
});

test.each(['*', '* | stats count()', '* | sort by (n)', '* | extract "<x> "', '* | unroll (list)', '* | union (*)'])(
  '%s ends at its deadline',
  (query) => {
    let now = 0;
    const options = { timeoutMs: 5, clock: () => now++ };
    expect(() => rowsOf(query, SOURCE, options)).toThrow(LimitExceededError);
  },
);

test('a cancelled query ends at the next block', () => {
  const controller = new AbortController();
  const steps = runQuery(parse('* | fields n', LOGSQL), testRun(SOURCE, { signal: controller.signal }));
  expect(steps.next().done).toBe(false);
  controller.abort();
  expect(() => [...steps]).toThrow(CancelledError);
});

test('a query yields between blocks, also when nothing was found', () => {
  const steps = [...runQuery(parse('* | stats count() n', LOGSQL), testRun(SOURCE))];
  expect(steps).toHaveLength(BLOCKS.length + 1);
  expect(steps.slice(0, -1).every((batches) => batches.length === 0)).toBe(true);
});

test('a pipe that nobody registered is refused', () => {
  const query = { ...parse('*', LOGSQL), pipes: [{ kind: 'custom', name: 'mine', parameters: null }] } as const;
  expect(() => rowsOf(query, SOURCE)).toThrow(InvalidArgumentError);
});

test('a registered pipe runs like one of the language', () => {
  const run = testRun(SOURCE);
  const customPipes = new Map([
    ['first_batch', { start: () => ({ push: (batch, sink) => sink.push(batch) && false, finish: () => {} }) }],
  ]) satisfies typeof run.operators.customPipes;
  const query = {
    ...parse('n:<3', LOGSQL),
    pipes: [{ kind: 'custom', name: 'first_batch', parameters: null }],
  } as const;
  const batches = [...runQuery(query, { ...run, operators: { ...run.operators, customPipes } })].flat();
  expect(batches.map(({ rowCount }) => rowCount)).toEqual([3]);
});

test('the times of the caller limit a query and its subqueries', () => {
  const run = { ...testRun(SOURCE), startNs: 10_000_000n, endNs: 12_999_999n };
  const count = (text: string): number =>
    [...runQuery(parse(text, LOGSQL), run)].flat().reduce((sum, { rowCount }) => sum + rowCount, 0);
  expect(count('*')).toBe(3);
  expect(count('* | union (*)')).toBe(6);
  expect(count('* | union (options(ignore_global_time_filter=true) n:<5)')).toBe(8);
  expect(count('options(ignore_global_time_filter=true) n:in(n:<5 | fields n)')).toBe(5);
  expect(count('n:in(options(ignore_global_time_filter=true) * | fields n)')).toBe(3);
});
