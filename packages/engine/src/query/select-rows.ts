import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import type { BlockSource } from './block-source.ts';
import type { BindFilter } from './bound-filter.ts';
import { fieldNameOf } from './field-name.ts';
import type { QueryContext } from './query-context.ts';
import { QueryPlan } from './query-plan.ts';
import type { RowReference } from './row-reference.ts';
import { selectByField } from './select-by-field.ts';
import { selectByTime } from './select-by-time.ts';

export interface SelectOptions {
  /**
   * The field to sort by: `_time` (the default; also `timestamp`), `severityScore`, or any other, whose numbers are in
   * numeric order, then its texts by UTF-16 code unit, then the rows without it. Equal rows are in (time, sequence) order.
   */
  readonly sortBy?: string | undefined;
  /** The reverse order, except that rows without the field stay last. */
  readonly descending?: boolean | undefined;
  /** How many rows of the result to skip; default 0. */
  readonly offset?: number | undefined;
  /** How many rows to return at most; Infinity (the default) for all. */
  readonly limit?: number | undefined;
}

/**
 * The rows that pass the filter, in order. In time order a query with a limit reads only the blocks that can hold the
 * rows it returns.
 * @param bind See `filterBinder`.
 * @throws InvalidArgumentError when a regular expression in the filter is not valid.
 * @throws LimitExceededError, CancelledError as `QueryContext`.
 */
export function selectRows(
  source: BlockSource,
  node: QueryFilterNode,
  options: SelectOptions,
  context: QueryContext,
  bind?: BindFilter,
): RowReference[] {
  const offset = options.offset ?? 0;
  const window = {
    descending: options.descending ?? false,
    offset,
    end: offset + (options.limit ?? Number.POSITIVE_INFINITY),
  };
  const plan = new QueryPlan(node, bind);
  if (window.end <= offset) return [];
  const field = fieldNameOf(options.sortBy ?? '_time');
  return field === '_time'
    ? selectByTime(plan, source, window, context)
    : selectByField(plan, source, field, window, context);
}
