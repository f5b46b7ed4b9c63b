import type { Query } from '../../logsql/syntax-tree.ts';
import type { Block } from '../../segments/block.ts';
import { testRun } from '../pipeline/pipeline.test-support.ts';
import { type ResultRow, rowsOfBatch } from '../pipeline/query-rows.ts';
import { QueryContext, type QueryContextOptions } from '../query-context.ts';
import type { PartRunner } from './part-streams.ts';
import { runPart } from './run-part.ts';
import { runSplitQuery } from './run-split-query.ts';

/** The source of some blocks, by time as a store gives them. */
export function sourceOf(blocks: readonly Block[]): { blocks(startMs: number, endMs: number): readonly Block[] } {
  return {
    blocks: (startMs, endMs) => blocks.filter((block) => block.maxTimeMs >= startMs && block.minTimeMs <= endMs),
  };
}

/** A part that works on these blocks; all that goes in and out is cloned, as it would be between threads. */
export function clonedPart(blocks: readonly Block[], options: QueryContextOptions = {}): PartRunner {
  const { operators } = testRun(sourceOf(blocks));
  return async function* (task) {
    const context = new QueryContext(options);
    for (const messages of runPart(structuredClone(task), { source: sourceOf(blocks), operators, context })) {
      for (const message of messages) yield structuredClone(message);
    }
  };
}

export async function splitRowsOf(
  query: Query,
  parts: readonly PartRunner[],
  options: QueryContextOptions = {},
): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for await (const batches of runSplitQuery(query, { ...testRun(sourceOf([]), options), parts })) {
    for (const batch of batches) rows.push(...rowsOfBatch(batch));
  }
  return rows;
}
