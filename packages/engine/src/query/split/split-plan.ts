import type { PipeNode, QueryFilterNode } from '../../logsql/syntax-tree.ts';
import { partialOf, type QueryOperators } from '../pipeline/query-operators.ts';
import type { PartTask } from './part-task.ts';

/** Who does what of a query. */
export interface SplitPlan {
  readonly task: PartTask;
  /** Done by the coordinator with what the parts give; where that is states, the first of them takes them up. */
  readonly pipes: readonly PipeNode[];
}

/** Gives the parts as much of a query as they can do apart. */
export function splitPlan(
  filter: QueryFilterNode,
  pipes: readonly PipeNode[],
  nowNs: bigint,
  operators: QueryOperators,
): SplitPlan {
  const firstOther = pipes.findIndex((pipe) => partialOf(pipe, operators) !== 'row-wise');
  const at = firstOther < 0 ? pipes.length : firstOther;
  const rowWise = pipes.slice(0, at);
  const next = pipes[at];
  const partial = next === undefined ? undefined : partialOf(next, operators);
  const task = (local: readonly PipeNode[], result: PartTask['result']): PartTask => ({
    filter,
    pipes: local,
    result,
    nowNs,
  });
  if (partial === 'state') return { task: task([...rowWise, next!], 'state'), pipes: pipes.slice(at) };
  if (partial === 'rows') return { task: task([...rowWise, next!], 'rows'), pipes: pipes.slice(at + 1) };
  const wanted = rowsWanted(pipes.slice(at));
  const local = wanted === undefined ? rowWise : [...rowWise, { kind: 'limit', count: wanted } as const];
  return { task: task(local, 'ordered-rows'), pipes: pipes.slice(at) };
}

/** After how many rows no more are wanted; undefined where all are. */
function rowsWanted(pipes: readonly PipeNode[]): number | undefined {
  let skipped = 0;
  for (const pipe of pipes) {
    if (pipe.kind === 'limit') return skipped + pipe.count;
    if (pipe.kind !== 'offset') return undefined;
    skipped += pipe.count;
  }
  return undefined;
}
