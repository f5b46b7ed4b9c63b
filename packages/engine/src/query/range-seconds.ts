import type { QueryFilterNode } from '../logsql/syntax-tree.ts';

const NS_PER_SECOND = 1e9;

/** The length of the time that a filter selects, by the times that all its rows must meet; null where it is open at an end. */
export function rangeSecondsOf(filter: QueryFilterNode): number | null {
  const { startNs, endNs } = boundsNsOf(filter);
  // Both ends are inclusive.
  return startNs === null || endNs === null || endNs < startNs ? null : Number(endNs - startNs + 1n) / NS_PER_SECOND;
}

/** The times, both inclusive, that all rows of a filter must meet; null is open. */
export function boundsNsOf(filter: QueryFilterNode): {
  readonly startNs: bigint | null;
  readonly endNs: bigint | null;
} {
  let startNs: bigint | null = null;
  let endNs: bigint | null = null;
  for (const node of partsOf(filter)) {
    if (node.kind !== 'time') continue;
    if (node.startNs !== null && (startNs === null || node.startNs > startNs)) startNs = node.startNs;
    if (node.endNs !== null && (endNs === null || node.endNs < endNs)) endNs = node.endNs;
  }
  return { startNs, endNs };
}

/** The filters that must all pass. */
function partsOf(filter: QueryFilterNode): readonly QueryFilterNode[] {
  return filter.kind === 'and' ? filter.filters.flatMap(partsOf) : [filter];
}
