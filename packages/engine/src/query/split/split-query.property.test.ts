import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineError } from '../../errors/engine-error.ts';
import { LOGSQL } from '../../logsql/logsql.ts';
import { parse } from '../../logsql/parse.ts';
import { print } from '../../logsql/print.ts';
import type { PipeNode, Query } from '../../logsql/syntax-tree.ts';
import type { Block } from '../../segments/block.ts';
import { rowsOf } from '../pipeline/pipeline.test-support.ts';
import type { ResultRow } from '../pipeline/query-rows.ts';
import { blocksOf, parseScript, type ScriptCase } from '../query-script.test-support.ts';
import { clonedPart, sourceOf, splitRowsOf } from './split-query.test-support.ts';

/** A long run: `LOGSQL_SPLIT_RUNS=30000 npx vitest run packages/engine/src/query/split`. */
const RUNS = Number(process.env.LOGSQL_SPLIT_RUNS ?? 1000);
/** Enough for a machine that is busy with other tests. */
const TIMEOUT_MS = 60_000 + RUNS * 20;
const DIRECTORY = new URL('../testdata/', import.meta.url);

function isQuery(text: string): boolean {
  try {
    parse(text, LOGSQL);
    return true;
  } catch {
    return false;
  }
}

/** Stats functions whose results depend on the order in which rows come, which is open. */
const OPEN_FUNCTIONS = ['row_any', 'row_min', 'row_max', 'values', 'json_values'];

/** Whether the language says what comes out. */
function isDetermined(pipe: PipeNode): boolean {
  if (['sample', 'block_stats', 'blocks_count'].includes(pipe.kind)) return false;
  if (pipe.kind === 'uniq' || pipe.kind === 'field_values') return pipe.limit === 0;
  if (pipe.kind === 'math') return !JSON.stringify(pipe).includes('rand');
  if (pipe.kind !== 'stats') return true;
  return !pipe.functions.some(
    ({ function: node }) => OPEN_FUNCTIONS.includes(node.kind) || ('limit' in node && node.limit > 0),
  );
}

const sortAll: PipeNode = {
  kind: 'sort',
  by: [],
  descending: false,
  partitionBy: [],
  offset: 0,
  limit: 0,
  rankField: null,
};

/** What leaves the order of its rows open is sorted, so that pipes behind it see the same. */
function withOrder(pipe: PipeNode): readonly PipeNode[] {
  return ['uniq', 'field_values', 'field_names', 'union', 'join'].includes(pipe.kind) ? [pipe, sortAll] : [pipe];
}

const cases: readonly ScriptCase[] = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith('.logsql-test'))
  .flatMap((file) => parseScript(readFileSync(new URL(file, DIRECTORY), 'utf8')))
  .filter(({ query }) => isQuery(query));
const queries: readonly Query[] = cases.map(({ query }) => parse(query, LOGSQL));
const pipes: readonly PipeNode[] = queries.flatMap((query) => query.pipes).filter(isDetermined);
const rows: readonly (readonly string[])[] = [...new Set(cases.map((each) => each.rows))];

const scenario = fc.record({
  lines: fc.constantFrom(...rows),
  rowsPerBlock: fc.constantFrom(1, 2, 5),
  parts: fc.integer({ min: 1, max: 4 }),
  places: fc.infiniteStream(fc.nat(3)),
  query: fc.constantFrom(...queries),
  tail: fc.array(fc.constantFrom(...pipes), { maxLength: 4 }),
});

function single(query: Query, blocks: readonly Block[]): readonly ResultRow[] | string {
  try {
    return rowsOf(query, sourceOf(blocks));
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}

async function split(query: Query, parts: readonly Block[][]): Promise<readonly ResultRow[] | string> {
  try {
    return await splitRowsOf(
      query,
      parts.map((blocks) => clonedPart(blocks)),
    );
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}

test(
  'a query over blocks in several parts gives what it gives over all blocks',
  async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ lines, rowsPerBlock, parts: count, places, query, tail }) => {
        const blocks = blocksOf(lines, rowsPerBlock);
        const parts = Array.from({ length: count }, (): Block[] => []);
        for (const block of blocks) parts[places.next().value! % count]!.push(block);
        const asked: Query = { ...query, pipes: tail.flatMap(withOrder) };
        expect(await split(asked, parts), print(asked, LOGSQL)).toEqual(single(asked, blocks));
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
