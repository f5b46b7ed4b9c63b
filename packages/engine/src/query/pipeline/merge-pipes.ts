import { InvalidArgumentError } from '../../errors/engine-error.ts';
import type { PipeNode, PipeNodeOf, Query, QueryFilterNode, SortPipe, UniqPipe } from '../../logsql/syntax-tree.ts';
import { noteKnownFields } from './known-fields.ts';

/**
 * The filter and the pipes of a query with as little left to pipes as possible: `filter` pipes right behind the filter are part
 * of it, so that they use the directories of blocks, and neighbouring pipes become one where they can.
 * @throws InvalidArgumentError for a pipe that must stand right behind the filter and does not
 */
export function mergeQuery(query: Query): { filter: QueryFilterNode; pipes: readonly PipeNode[] } {
  let { filter } = query;
  let count = 0;
  for (const pipe of query.pipes) {
    if (pipe.kind !== 'filter') break;
    filter = { kind: 'and', filters: [filter, pipe.filter] };
    count++;
  }
  const pipes = noteKnownFields(mergePipes(query.pipes.slice(count)));
  if (pipes.some(({ kind }, place) => kind === 'stream_context' && place > 0))
    throw new InvalidArgumentError('the pipe stream_context must stand right behind the filter of the query');
  return { filter, pipes };
}

/**
 * The same pipes with fewer stages: a `limit` or `offset` right behind a `sort`, and a `limit` behind a `uniq`, becomes part of it,
 * so that it holds fewer rows.
 */
function mergePipes(pipes: readonly PipeNode[]): readonly PipeNode[] {
  const merged: PipeNode[] = [];
  for (const pipe of pipes) {
    const last = merged.at(-1);
    const joined =
      last?.kind === 'sort' ? joinSort(last, pipe) : last?.kind === 'uniq' ? joinUniq(last, pipe) : undefined;
    if (joined === undefined) merged.push(pipe);
    else merged[merged.length - 1] = joined;
  }
  return merged;
}

/** A sort with the pipe behind it; undefined where they stay apart. Offset and limit of a sort are done in this order. */
function joinSort(sort: SortPipe, next: PipeNode): SortPipe | undefined {
  if (sort.partitionBy.length > 0) return undefined;
  if (isLimit(next)) return { ...sort, limit: leastLimit(sort.limit, next.count) };
  if (next.kind === 'offset' && sort.limit === 0) return { ...sort, offset: sort.offset + next.count };
  return undefined;
}

/** As of the reference, the hits are 0 then if there are more values than the limit lets through. */
function joinUniq(uniq: UniqPipe, next: PipeNode): UniqPipe | undefined {
  return isLimit(next) ? { ...uniq, limit: leastLimit(uniq.limit, next.count) } : undefined;
}

/** A `limit` of 0 rows is none to a pipe. */
function isLimit(pipe: PipeNode): pipe is PipeNodeOf<'limit'> {
  return pipe.kind === 'limit' && pipe.count > 0 && Number.isFinite(pipe.count);
}

function leastLimit(limit: number, other: number): number {
  return limit === 0 ? other : Math.min(limit, other);
}
