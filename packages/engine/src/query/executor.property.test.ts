import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryQueryFilter, arbitraryStore } from './arbitrary-rows.test-support.ts';
import { compareTestRows } from './array-block.test-support.ts';
import { countRows } from './count-rows.ts';
import { rowPasses } from './filter-oracle.test-support.ts';
import { QueryContext } from './query-context.ts';
import { selectRows } from './select-rows.ts';

/** Enough for a machine that is busy with other tests. */
const TIMEOUT_MS = 60_000;

const RUNS = { numRuns: 1500 };

test(
  'counts and rows are those of a filter over an array, whatever the blocks can tell',
  () => {
    fc.assert(
      fc.property(arbitraryStore, arbitraryQueryFilter, fc.boolean(), ({ rows, source }, node, descending) => {
        const expected = rows.filter((row) => !row.deleted && rowPasses(row, node)).sort(compareTestRows);
        if (descending) expected.reverse();
        const found = selectRows(source, node, { descending }, new QueryContext());
        expect(found.map(({ block, row }) => block.sequenceOf(row))).toEqual(expected.map((row) => row.sequence));
        expect(countRows(source, node, new QueryContext())).toBe(expected.length);
      }),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

test(
  'any window of the result is cut out of the whole result',
  () => {
    fc.assert(
      fc.property(
        arbitraryStore,
        arbitraryQueryFilter,
        fc.constantFrom('_time', 'timestamp', 'level', 'severityScore', 'size', 'absent', 'source', '_msg'),
        fc.boolean(),
        fc.nat(6),
        fc.nat(6),
        ({ source }, node, sortBy, descending, offset, limit) => {
          const references = (options: { offset?: number; limit?: number }): number[] =>
            selectRows(source, node, { sortBy, descending, ...options }, new QueryContext()).map(({ block, row }) =>
              block.sequenceOf(row),
            );
          expect(references({ offset, limit })).toEqual(references({}).slice(offset, offset + limit));
        },
      ),
      RUNS,
    );
  },
  TIMEOUT_MS,
);
