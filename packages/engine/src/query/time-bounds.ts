import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import { TimeFilter } from './time-filter.ts';

/** Whole milliseconds, both inclusive; ±Infinity where open; empty when the start is beyond the end. */
export interface TimeBounds {
  readonly startMs: number;
  readonly endMs: number;
}

const OPEN: TimeBounds = { startMs: Number.NEGATIVE_INFINITY, endMs: Number.POSITIVE_INFINITY };
const EMPTY: TimeBounds = { startMs: Number.POSITIVE_INFINITY, endMs: Number.NEGATIVE_INFINITY };

/** Times outside of which no row passes the filter. */
export function timeBoundsOf(node: QueryFilterNode): TimeBounds {
  switch (node.kind) {
    case 'time':
      return new TimeFilter(node.startNs, node.endNs);
    case 'and':
      return node.filters.map(timeBoundsOf).reduce(intersect, OPEN);
    case 'or':
      return node.filters.map(timeBoundsOf).reduce(hull, EMPTY);
    default:
      return OPEN;
  }
}

function intersect(a: TimeBounds, b: TimeBounds): TimeBounds {
  return { startMs: Math.max(a.startMs, b.startMs), endMs: Math.min(a.endMs, b.endMs) };
}

function hull(a: TimeBounds, b: TimeBounds): TimeBounds {
  if (a.startMs > a.endMs) return b;
  if (b.startMs > b.endMs) return a;
  return { startMs: Math.min(a.startMs, b.startMs), endMs: Math.max(a.endMs, b.endMs) };
}
