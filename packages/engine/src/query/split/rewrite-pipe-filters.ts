import type { PipeNode, QueryFilterNode } from '../../logsql/syntax-tree.ts';

/** The pipe with each of its filters, those of `if (…)` among them, exchanged for what `rewrite` makes of it. */
export function rewritePipeFilters(pipe: PipeNode, rewrite: (filter: QueryFilterNode) => QueryFilterNode): PipeNode {
  if (pipe.kind === 'filter') return { ...pipe, filter: rewrite(pipe.filter) };
  if (pipe.kind === 'stats') {
    const functions = pipe.functions.map((entry) =>
      entry.condition === null ? entry : { ...entry, condition: rewrite(entry.condition) },
    );
    return { ...pipe, functions };
  }
  if (!('condition' in pipe) || pipe.condition === null) return pipe;
  return { ...pipe, condition: rewrite(pipe.condition) };
}
