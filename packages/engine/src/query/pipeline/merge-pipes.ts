import type { PipeNode, SortPipe } from '../../logsql/syntax-tree.ts';

/** The same pipes with fewer stages: a `limit` or `offset` right behind a `sort` becomes part of it, so that it holds fewer rows. */
export function mergePipes(pipes: readonly PipeNode[]): readonly PipeNode[] {
  const merged: PipeNode[] = [];
  for (const pipe of pipes) {
    const last = merged.at(-1);
    const joined = last?.kind === 'sort' ? joinSort(last, pipe) : undefined;
    if (joined === undefined) merged.push(pipe);
    else merged[merged.length - 1] = joined;
  }
  return merged;
}

/** A sort with the pipe behind it; undefined where they stay apart. Offset and limit of a sort are done in this order. */
function joinSort(sort: SortPipe, next: PipeNode): SortPipe | undefined {
  if (sort.partitionBy.length > 0) return undefined;
  if (next.kind === 'limit' && next.count > 0 && Number.isFinite(next.count))
    return { ...sort, limit: sort.limit === 0 ? next.count : Math.min(sort.limit, next.count) };
  if (next.kind === 'offset' && sort.limit === 0) return { ...sort, offset: sort.offset + next.count };
  return undefined;
}
