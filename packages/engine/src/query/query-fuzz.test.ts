import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'vitest';
import { EngineError } from '../errors/engine-error.ts';
import { LOGSQL } from '../logsql/logsql.ts';
import { parse } from '../logsql/parse.ts';
import type { PipeNode, Query } from '../logsql/syntax-tree.ts';
import { rowsOf } from './pipeline/pipeline.test-support.ts';
import { blocksOf, parseScript, type ScriptCase } from './query-script.test-support.ts';

/** A long run: `LOGSQL_FUZZ_RUNS=100000 npx vitest run packages/engine/src/query/query-fuzz`. */
const RUNS = Number(process.env.LOGSQL_FUZZ_RUNS ?? 4000);
/** Enough for a machine that is busy with other tests. */
const TIMEOUT_MS = 60_000 + RUNS * 10;
const DIRECTORY = new URL('./testdata/', import.meta.url);

function isQuery(text: string): boolean {
  try {
    parse(text, LOGSQL);
    return true;
  } catch {
    return false;
  }
}

const cases: readonly ScriptCase[] = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith('.logsql-test'))
  .flatMap((file) => parseScript(readFileSync(new URL(file, DIRECTORY), 'utf8')))
  .filter(({ query }) => isQuery(query));
const queries: readonly Query[] = cases.map(({ query }) => parse(query, LOGSQL));
const pipes: readonly PipeNode[] = queries.flatMap((query) => query.pipes);
const rows: readonly (readonly string[])[] = [...new Set(cases.map((each) => each.rows))];

test(
  'pipes in any order over any rows answer, or say what is wrong',
  () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.constantFrom(1, 3, 100),
        fc.constantFrom(...queries),
        fc.array(fc.constantFrom(...pipes), { maxLength: 5 }),
        (lines, rowsPerBlock, { options, filter }, tail) => {
          const blocks = blocksOf(lines, rowsPerBlock);
          try {
            rowsOf({ options, filter, pipes: tail }, { blocks: () => blocks }, { memoryBytesMax: 50_000_000 });
          } catch (error) {
            if (!(error instanceof EngineError)) throw error;
          }
        },
      ),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
