import type { Bitmap } from '../bytes/bitmap.ts';
import type { Decision } from '../columns/value-predicate.ts';
import type { NodeOf, QueryFilterKind, QueryFilterNode } from '../logsql/syntax-tree.ts';
import type { Block } from '../segments/block.ts';

/**
 * A filter made ready for one query: its patterns compiled, its predicates built. It may be used on any number of
 * blocks, in any order; columns remember what they decided for its predicates.
 */
export interface BoundFilter {
  /** The relative cost of `apply` for a row; a conjunction runs its parts in ascending order. See `FILTER_COST`. */
  readonly cost: number;
  /** What the directory of a block says at the price of a look-up; tombstones are not applied. 'some' says nothing. */
  decide(block: Block): Decision;
  /**
   * The exact number of passing rows, tombstones not applied, where no row need be touched for it; else undefined.
   * It is 0 wherever `decide` says 'none'.
   */
  count(block: Block): number | undefined;
  /** Takes the failing rows out of `selection`, a set of rows of `block`. */
  apply(block: Block, selection: Bitmap): void;
}

/** Binds a node of any kind. */
export type BindFilter = (node: QueryFilterNode) => BoundFilter;

/** Execution of one kind of filter. */
export interface FilterOperator<Node extends QueryFilterNode> {
  /** @throws InvalidArgumentError when the node holds something that cannot be compiled, such as a wrong pattern. */
  bind(node: Node, bindFilter: BindFilter): BoundFilter;
}

/** The operator of each kind; a kind without one does not compile. */
export type FilterOperators = {
  readonly [Kind in QueryFilterKind]: FilterOperator<NodeOf<QueryFilterNode, Kind>>;
};
