import type { DurationLiteral } from './duration.ts';
import type { TimeNode } from './filter-node.ts';
import type { TimePoint } from './time-point.ts';

export type ComparisonOperator = '>' | '>=' | '<' | '<=';

/** `_time:…` as it was written; `resolveTimeRange` gives its bounds. */
export interface TimeRangeNode {
  readonly kind: 'time-range';
  readonly range: TimeRange;
  /** Shifts the range into the past. */
  readonly offset: DurationLiteral | null;
}

export type TimeRange =
  /** Nothing but an offset: all until now. */
  | { readonly form: 'until-now' }
  /** `_time:2023-04Z`, `_time:=2023-04Z`: all of the span. */
  | { readonly form: 'point'; readonly equals: boolean; readonly point: TimePoint }
  /** `_time:5m`, `_time:=5m`: [now − 5m, now]; the reference says that the start does not count, VictoriaLogs counts it. */
  | { readonly form: 'last'; readonly equals: boolean; readonly duration: DurationLiteral }
  /** `_time:>2023-04Z`. */
  | { readonly form: 'compare-point'; readonly operator: ComparisonOperator; readonly point: TimePoint }
  /** `_time:>5m` is older than 5m; `_time:<5m` is younger. */
  | { readonly form: 'compare-age'; readonly operator: ComparisonOperator; readonly duration: DurationLiteral }
  /** `_time:[a, b)`. */
  | {
      readonly form: 'interval';
      readonly start: TimePoint;
      readonly startInclusive: boolean;
      readonly end: TimePoint;
      readonly endInclusive: boolean;
    };

/** What relative and zoneless times are relative to. */
export interface TimeContext {
  /** Nanoseconds since the Unix epoch. */
  readonly nowNs: bigint;
  /** The zone of times that name none, in minutes east of UTC; UTC if absent. */
  readonly utcOffsetMinutes?: number | undefined;
}

/**
 * The absolute bounds of a time filter, both inclusive, null where open.
 *
 * An inclusive end covers the whole span of a partial date: `[2023-02Z, 2023-03Z]` ends with March. A start is the
 * first moment of its span, so `>2023-04Z` begins one nanosecond after the month does.
 */
export function resolveTimeRange(node: TimeRangeNode, context: TimeContext): TimeNode {
  const [startNs, endNs] = boundsOf(node.range, context);
  const shiftNs = node.offset?.ns ?? 0n;
  return {
    kind: 'time',
    startNs: startNs === null ? null : startNs - shiftNs,
    endNs: endNs === null ? null : endNs - shiftNs,
  };
}

function boundsOf(range: TimeRange, context: TimeContext): [bigint | null, bigint | null] {
  switch (range.form) {
    case 'until-now':
      return [null, context.nowNs];
    case 'point':
      return [startOf(range.point, context), endOf(range.point, context)];
    case 'last':
      return [context.nowNs - lengthOf(range.duration), context.nowNs];
    case 'compare-point':
      if (range.operator === '>') return [startOf(range.point, context) + 1n, null];
      if (range.operator === '>=') return [startOf(range.point, context), null];
      return [null, range.operator === '<' ? startOf(range.point, context) - 1n : endOf(range.point, context)];
    case 'compare-age': {
      const limitNs = context.nowNs - lengthOf(range.duration);
      if (range.operator === '>') return [null, limitNs - 1n];
      if (range.operator === '>=') return [null, limitNs];
      return [range.operator === '<' ? limitNs + 1n : limitNs, context.nowNs];
    }
    case 'interval':
      return [
        startOf(range.start, context) + (range.startInclusive ? 0n : 1n),
        range.endInclusive ? endOf(range.end, context) : startOf(range.end, context) - 1n,
      ];
  }
}

function startOf(point: TimePoint, context: TimeContext): bigint {
  if (point.kind === 'relative') return context.nowNs - point.agoNs;
  return point.startNs - zoneShiftNs(point.zoned, context);
}

function endOf(point: TimePoint, context: TimeContext): bigint {
  if (point.kind === 'relative') return context.nowNs - point.agoNs;
  return point.endNs - zoneShiftNs(point.zoned, context);
}

function zoneShiftNs(zoned: boolean, context: TimeContext): bigint {
  return zoned ? 0n : BigInt(Math.round((context.utcOffsetMinutes ?? 0) * 60)) * 1_000_000_000n;
}

function lengthOf(duration: DurationLiteral): bigint {
  return duration.ns < 0n ? -duration.ns : duration.ns;
}
