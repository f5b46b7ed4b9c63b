import type { DurationLiteral } from './duration.ts';

/**
 * The filters of LogsQL that filter-node.ts has not and that hold neither other filters nor queries. `field` is a
 * column name. A missing field has the text `''`, as everywhere in LogsQL.
 */
export type LeafFilterNode =
  | SequenceNode
  | ContainsAllNode
  | ContainsAnyNode
  | StringRangeNode
  | LengthRangeNode
  | Ipv4RangeNode
  | ValueTypeNode
  | EqualsFieldNode
  | LessFieldNode
  | DayRangeNode
  | WeekRangeNode
  | StreamNode
  | StreamIdNode;

/** Each phrase stands in the value after the end of the one before. Empty phrases do not count; all rows pass if there is no other. */
export interface SequenceNode {
  readonly kind: 'sequence';
  readonly field: string;
  readonly phrases: readonly string[];
}

/** Every value stands in the field as a phrase. All rows pass if there is none. */
export interface ContainsAllNode {
  readonly kind: 'contains-all';
  readonly field: string;
  readonly values: readonly string[];
}

/** At least one value stands in the field as a phrase. */
export interface ContainsAnyNode {
  readonly kind: 'contains-any';
  readonly field: string;
  readonly values: readonly string[];
}

/** The value lies between two texts, compared by their bytes in UTF-8. */
export interface StringRangeNode {
  readonly kind: 'string-range';
  readonly field: string;
  /** The empty text is below every other: an open end. */
  readonly low: string;
  readonly lowInclusive: boolean;
  /** Null is an open end. */
  readonly high: string | null;
  readonly highInclusive: boolean;
}

/** The value has from `min` to `max` code points, both inclusive; `max` may be Infinity. */
export interface LengthRangeNode {
  readonly kind: 'len-range';
  readonly field: string;
  readonly min: number;
  readonly max: number;
}

/** The value is an IPv4 address from `low` to `high`, both inclusive, as 32-bit numbers. */
export interface Ipv4RangeNode {
  readonly kind: 'ipv4-range';
  readonly field: string;
  readonly low: number;
  readonly high: number;
}

/** The values of the field are stored in this encoding. */
export interface ValueTypeNode {
  readonly kind: 'value-type';
  readonly field: string;
  readonly type: string;
}

/** Both fields have the same text. */
export interface EqualsFieldNode {
  readonly kind: 'eq-field';
  readonly field: string;
  readonly other: string;
}

/** The value is less than (`lt-field`) or not greater than (`le-field`) that of the other field. */
export interface LessFieldNode {
  readonly kind: 'lt-field' | 'le-field';
  readonly field: string;
  readonly other: string;
}

/** The time of day of `_time - offset`, in UTC, lies between two minutes of the day; see `dayRangeBounds`. */
export interface DayRangeNode {
  readonly kind: 'day-range';
  /** Minutes after midnight, 0 to 1440. */
  readonly startMinute: number;
  readonly startInclusive: boolean;
  readonly endMinute: number;
  readonly endInclusive: boolean;
  readonly offset: DurationLiteral | null;
}

/** The day of the week of `_time - offset`, in UTC, lies between two; see `weekRangeDays`. */
export interface WeekRangeNode {
  readonly kind: 'week-range';
  /** Sunday is 0, Saturday 6. */
  readonly startDay: number;
  readonly startInclusive: boolean;
  readonly endDay: number;
  readonly endInclusive: boolean;
  readonly offset: DurationLiteral | null;
}

/** `{a="b", c=~"d" or e in (f, g)}`: all matchers of at least one alternative hold. An empty alternative always does. */
export interface StreamNode {
  readonly kind: 'stream';
  readonly alternatives: readonly (readonly StreamMatcher[])[];
}

export type StreamMatcher =
  /** `=~` and `!~` match the whole value with a regular expression of RE2. */
  | { readonly label: string; readonly operator: '=' | '!=' | '=~' | '!~'; readonly value: string }
  | { readonly label: string; readonly operator: 'in' | 'not_in'; readonly values: readonly string[] };

/** The row belongs to one of these streams. */
export interface StreamIdNode {
  readonly kind: 'stream-id';
  readonly ids: readonly string[];
}

const NS_PER_MINUTE = 60_000_000_000;
const NS_PER_DAY = 1440 * NS_PER_MINUTE;

/** The bounds of a day range in nanoseconds after midnight, both inclusive; empty if `startNs > endNs`. */
export function dayRangeBounds(node: DayRangeNode): { startNs: number; endNs: number } {
  return {
    startNs: startOfMinute(node.startMinute) + (node.startInclusive ? 0 : 1),
    endNs: startOfMinute(node.endMinute) - (node.endInclusive ? 0 : 1),
  };
}

/** 24:00 is the last nanosecond of the day, as VictoriaLogs has it. */
function startOfMinute(minute: number): number {
  return Math.min(minute * NS_PER_MINUTE, NS_PER_DAY - 1);
}

/** The first and last day of a week range, both inclusive; empty if `startDay > endDay`. */
export function weekRangeDays(node: WeekRangeNode): { startDay: number; endDay: number } {
  return { startDay: node.startDay + (node.startInclusive ? 0 : 1), endDay: node.endDay - (node.endInclusive ? 0 : 1) };
}
