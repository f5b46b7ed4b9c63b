import { resolveEngineOptions } from './engine-options.ts';
import type { SyntaxRegistry } from './logsql/syntax-registry.ts';
import { BatchLimit, type LogsqlOptions, logsqlRun } from './logsql-queries.ts';
import type { QueryExplanation } from './query/explain/query-explanation.ts';
import type { ResultBatch } from './query/pipeline/result-batch.ts';
import type { QueryLanguage } from './query/query-language.ts';
import { explainSplitQuery } from './query/split/explain-split-query.ts';
import type { PartRunner } from './query/split/part-streams.ts';
import { runSplitQuery } from './query/split/run-split-query.ts';

/** What bounds a query over parts beside its text. The limits are those of the coordinator; each part has its own. */
export interface QueryPartsOptions extends LogsqlOptions {
  /** The language of the query, which the parts must share; plain LogsQL unless given. */
  readonly language?: QueryLanguage | undefined;
  /** The time now, in milliseconds since the Unix epoch, for relative times; `Date.now` unless given. */
  readonly clock?: (() => number) | undefined;
  /** Memory for what is merged, in bytes; 512 MiB unless given. */
  readonly queryMemoryBytes?: number | undefined;
}

/**
 * Answers a query in LogsQL from blocks that are spread over parts: several engines, in other threads or elsewhere. Gives what
 * one engine with all the blocks would give, batch by batch; `rowsOfBatch` and `jsonLines` make something of a batch. Leaving the
 * loop, and the signal, cancel the parts.
 *
 * @param parts One for each part: hands a task to an engine's `queryPart` and gives on what it sends.
 * @throws as `LogAnalyticsEngine.query`, and what a part throws
 */
export async function* queryParts(
  text: string,
  parts: readonly PartRunner[],
  options: QueryPartsOptions = {},
): AsyncGenerator<readonly ResultBatch[], void> {
  const { query, settings, limit } = runOf(text, options);
  const cut = new BatchLimit(limit);
  for await (const batches of runSplitQuery(query, { ...settings, parts, signal: options.signal })) {
    yield cut.take(batches);
    if (cut.isReached) return;
  }
}

/**
 * Runs a query over parts, as `queryParts` does, and tells how: what all parts did together, and each of them.
 * @throws as `queryParts`
 */
export async function explainQueryParts(
  text: string,
  parts: readonly PartRunner[],
  options: QueryPartsOptions = {},
): Promise<QueryExplanation> {
  const { query, settings, limit, syntax } = runOf(text, options);
  const now = (): number => performance.now();
  return await explainSplitQuery(query, { ...settings, parts, signal: options.signal, syntax, limit, now });
}

function runOf(
  text: string,
  { language, clock, queryMemoryBytes, ...bounds }: QueryPartsOptions,
): ReturnType<typeof logsqlRun> & { readonly syntax: SyntaxRegistry } {
  const limits = resolveEngineOptions({ language, clock, queryMemoryBytes });
  return { ...logsqlRun(text, bounds, limits), syntax: limits.language.syntax };
}
