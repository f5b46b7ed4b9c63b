import { InvalidArgumentError } from '../../errors/engine-error.ts';
import type { CustomFilterNode, CustomPipe, PipeName, PipeNode, StatsPipe } from '../../logsql/syntax-tree.ts';
import type { FilterOperator } from '../bound-filter.ts';
import type { StatsOperator } from '../stats-operator.ts';
import type { PipelineContext, PipeOperator, PipeStage } from './pipe-operator.ts';

/** The operator of each pipe of the language; one without an operator does not compile. */
export type PipeOperators = { readonly [Kind in PipeName]: PipeOperator<Kind> };

/** What runs the filters, pipes and stats functions of a query; those that were registered by their names. */
export interface QueryOperators {
  readonly pipes: PipeOperators;
  readonly customFilters: ReadonlyMap<string, FilterOperator<CustomFilterNode>>;
  readonly customPipes: ReadonlyMap<string, PipeOperator<'custom'>>;
  readonly customStats: ReadonlyMap<string, StatsOperator<'custom'>>;
}

/** The operator of a node of any kind. @throws InvalidArgumentError for a custom pipe that is not registered */
export function operatorOf(node: PipeNode, operators: QueryOperators): PipeOperator<PipeNode['kind']> {
  const operator = node.kind === 'custom' ? customOperator(node, operators) : operators.pipes[node.kind];
  // The table pairs each kind with the operator of its own node; the compiler cannot follow a lookup by `node.kind`.
  return operator as PipeOperator<PipeNode['kind']>;
}

/** `PipeOperator.partial` of a pipe, as it is with the stats functions of a node. @throws as `operatorOf` */
export function partialOf(node: PipeNode, operators: QueryOperators): PipeOperator<PipeNode['kind']>['partial'] {
  return node.kind === 'stats' && !mergesStates(node, operators) ? undefined : operatorOf(node, operators).partial;
}

function mergesStates({ functions }: StatsPipe, { customStats }: QueryOperators): boolean {
  return functions.every(
    ({ function: node }) => node.kind !== 'custom' || customStats.get(node.name)?.merges !== false,
  );
}

export function startPipe(node: PipeNode, operators: QueryOperators, context: PipelineContext): PipeStage {
  return operatorOf(node, operators).start(node as never, context);
}

function customOperator({ name }: CustomPipe, { customPipes }: QueryOperators): PipeOperator<'custom'> {
  const operator = customPipes.get(name);
  if (operator === undefined) throw new InvalidArgumentError(`there is no pipe with the name ${name}`);
  return operator;
}
