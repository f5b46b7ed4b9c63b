import type { PipeNode, QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { PartReport } from '../explain/query-probe.ts';
import type { PackedRows } from '../pipeline/packed-rows.ts';

/**
 * The work of a query that can be done on any subset of the blocks. Plain data: it goes to workers as it is
 * (`postMessage`, `structuredClone`). Times are absolute in it and subqueries have been answered.
 */
export interface PartTask {
  readonly filter: QueryFilterNode;
  /** Done by each part, in this order: pipes that work row by row and then, for `state` and `rows`, the pipe that takes up rows. */
  readonly pipes: readonly PipeNode[];
  /**
   * What the part gives. `ordered-rows`: rows in (time, sequence) order, bit by bit. `rows`: rows in no order. `state`: what the
   * last pipe took up, once, at the end.
   */
  readonly result: 'ordered-rows' | 'rows' | 'state';
  /** What `now` means, nanoseconds since the Unix epoch. */
  readonly nowNs: bigint;
  /** Those of the fields of streams that all rows have; none if absent. */
  readonly streamFields?: readonly string[] | undefined;
  /** Whether the part is to tell what it does. */
  readonly explains?: boolean | undefined;
}

/** What a part sends to the coordinator, plain data too. */
export type PartMessage =
  | { readonly kind: 'rows'; readonly rows: PackedRows }
  | { readonly kind: 'state'; readonly state: unknown }
  /** What it has done so far, before what came of it. */
  | { readonly kind: 'report'; readonly report: PartReport };
