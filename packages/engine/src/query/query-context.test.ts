import { describe, expect, test } from 'vitest';
import { CancelledError, LimitExceededError } from '../errors/engine-error.ts';
import type { FilterNode } from '../logsql/filter-node.ts';
import { aggregateRows } from './aggregate-rows.ts';
import { ArrayBlock, ArrayBlockSource } from './array-block.test-support.ts';
import { countRows } from './count-rows.ts';
import { QueryContext } from './query-context.ts';
import { selectRows } from './select-rows.ts';

const ALL: FilterNode = { kind: 'all' };
const rows = Array.from({ length: 100 }, (_, i) => ({ ms: i, sequence: i, fields: { level: 'ERROR' } }));
const source = new ArrayBlockSource([new ArrayBlock(rows.slice(0, 50)), new ArrayBlock(rows.slice(50))]);

const QUERIES: readonly [string, (context: QueryContext) => unknown][] = [
  ['countRows', (context) => countRows(source, ALL, context)],
  ['selectRows by time', (context) => selectRows(source, ALL, {}, context)],
  ['selectRows by a field', (context) => selectRows(source, ALL, { sortBy: 'level' }, context)],
  ['aggregateRows', (context) => aggregateRows(source, ALL, { groupBy: 'level' }, context)],
];

describe.each(QUERIES)('%s', (_, run) => {
  test('stops at its deadline, at the next block', () => {
    let now = 0;
    const context = new QueryContext({ timeoutMs: 25, clock: () => (now += 10) });
    const error = catchError(() => run(context));
    expect(error).toBeInstanceOf(LimitExceededError);
    expect(error).toMatchObject({ limit: 'queryTimeoutMs', allowed: 25 });
    expect((error as Error).message).toContain('narrow');
  });

  test('stops when the caller cancels', () => {
    expect(() => run(new QueryContext({ signal: AbortSignal.abort() }))).toThrow(CancelledError);
  });

  test('runs to its end within its limits', () => {
    expect(() => run(new QueryContext({ timeoutMs: 1e9, signal: new AbortController().signal }))).not.toThrow();
  });
});

test.each(QUERIES.slice(1, 3))('%s stops when its result outgrows the memory budget', (_, run) => {
  const error = catchError(() => run(new QueryContext({ memoryBytesMax: 5000 })));
  expect(error).toMatchObject({ limit: 'queryMemoryBytes', allowed: 5000 });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
