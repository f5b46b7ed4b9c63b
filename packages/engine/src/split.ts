/**
 * Queries over blocks that are spread over several engines, each in a thread of its own: the export path
 * `log-analytics-engine/split`. For servers; a program with one engine asks the engine.
 *
 * The coordinator plans a query once, into a task that goes to every part and work that is done on what they send:
 *
 *     coordinator                              worker, one for each part
 *     queryParts(text, parts, options)
 *       task = what can be done apart  ──────▶  engine.queryPart(task, { signal })
 *       merge states, or rows by time  ◀──────  messages, plain data: postMessage takes them as they are
 *       the pipes that are left
 *
 * - A task is the filter (times absolute, subqueries answered), the pipes that work row by row, and then, if it is one of `stats`,
 *   `sort`, `first`, `last`, `top`, `uniq`, `facets`, `field_names`, `field_values`, `patterns`, `blocks_count`, that pipe: its states
 *   are merged. `limit` and `offset` tell the parts how many rows are wanted. Any other pipe gets the rows of all parts, merged in
 *   (time, sequence) order as they come.
 * - Queries within the query (`in(…)`, `join`, `union`, what `stream_context` looks up) are run before, in the same way.
 * - Each block must be in exactly one part, and sequence numbers must be unique over the parts.
 * - A part works as long as somebody reads it. A worker ends early when its `signal` says so: `{ get aborted() { … } }` over a flag in
 *   shared memory is looked at at each block, without a turn of the event loop.
 */
export { type JsonLinesOptions, jsonLines } from './query/pipeline/json-lines.ts';
export { rowsOfBatch } from './query/pipeline/query-rows.ts';
export type { ResultBatch } from './query/pipeline/result-batch.ts';
export type { CancelSignal } from './query/query-context.ts';
export type { PartRunner } from './query/split/part-streams.ts';
export type { PartMessage, PartTask } from './query/split/part-task.ts';
export type { PartOptions } from './query-part.ts';
export { explainQueryParts, type QueryPartsOptions, queryParts } from './query-parts.ts';
