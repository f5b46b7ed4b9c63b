/**
 * The syntax tree of filters. The filter object of `queryLogs`, the conditions of alert rules and the text of LogsQL all
 * become this tree; the planner and the executor know nothing else.
 *
 * Times are nanoseconds since the Unix epoch. `field` is a column name: `_msg`, `_time`, `level`, `source`, `tags` or a dotted path.
 */
export type FilterNode =
  | AllNode
  | AndNode
  | OrNode
  | NotNode
  | TimeNode
  | PhraseNode
  | PrefixNode
  | SubstringNode
  | ExactNode
  | ExactPrefixNode
  | AnyValueNode
  | EmptyNode
  | InNode
  | RegexpNode
  | RangeNode
  | LevelNode
  | MinSeverityNode
  | TagsNode
  | TypedEqualsNode
  | TypedRangeNode;

export type FilterKind = FilterNode['kind'];

/** Every row. */
export interface AllNode {
  readonly kind: 'all';
}
export interface AndNode {
  readonly kind: 'and';
  readonly filters: readonly FilterNode[];
}
/** No row when `filters` is empty. */
export interface OrNode {
  readonly kind: 'or';
  readonly filters: readonly FilterNode[];
}
export interface NotNode {
  readonly kind: 'not';
  readonly filter: FilterNode;
}
/** Rows in `[startNs, endNs]`, both inclusive; null is open. */
export interface TimeNode {
  readonly kind: 'time';
  readonly startNs: bigint | null;
  readonly endNs: bigint | null;
}
/** `text` stands in the value with word boundaries at both ends. A word is a phrase of one word. */
export interface PhraseNode {
  readonly kind: 'phrase';
  readonly field: string;
  readonly text: string;
  readonly ignoreCase: boolean;
}
/** A word of the value begins with `text` (or, for several words, the phrase is continued by the last one). */
export interface PrefixNode {
  readonly kind: 'prefix';
  readonly field: string;
  readonly text: string;
  readonly ignoreCase: boolean;
}
export interface SubstringNode {
  readonly kind: 'substring';
  readonly field: string;
  readonly text: string;
  readonly ignoreCase: boolean;
}
export interface ExactNode {
  readonly kind: 'exact';
  readonly field: string;
  readonly text: string;
}
export interface ExactPrefixNode {
  readonly kind: 'exact-prefix';
  readonly field: string;
  readonly text: string;
}
/** The field has a value that is not the empty text. */
export interface AnyValueNode {
  readonly kind: 'any-value';
  readonly field: string;
}
/** The field is missing, null or the empty text. */
export interface EmptyNode {
  readonly kind: 'empty';
  readonly field: string;
}
/** The value is one of `values`. */
export interface InNode {
  readonly kind: 'in';
  readonly field: string;
  readonly values: readonly string[];
}
/** RE2 syntax, unanchored; a dot stands for a line end, too, as under `(?s)`. */
export interface RegexpNode {
  readonly kind: 'regexp';
  readonly field: string;
  readonly pattern: string;
}
/** The value is a number within the bounds; ±Infinity leaves an end open. */
export interface RangeNode {
  readonly kind: 'range';
  readonly field: string;
  readonly low: number;
  readonly lowInclusive: boolean;
  readonly high: number;
  readonly highInclusive: boolean;
}
/** The level is one of these; Unicode lower case on both sides. Of the filter object only. */
export interface LevelNode {
  readonly kind: 'level';
  readonly names: readonly string[];
}
/** The severity score of the level is at least `score`. Rows without a level score 20. */
export interface MinSeverityNode {
  readonly kind: 'min-severity';
  readonly score: number;
}
/** `tags` as a list holds any or all of the elements, compared whole and case-sensitively. */
export interface TagsNode {
  readonly kind: 'tags';
  readonly mode: 'any' | 'all';
  readonly elements: readonly string[];
}
/** The JSON value at a path has this type and value; null equals null and missing. */
export interface TypedEqualsNode {
  readonly kind: 'typed-equals';
  readonly field: string;
  readonly value: string | number | bigint | boolean | null;
}
/** The JSON value at a path is a number within the bounds. */
export interface TypedRangeNode {
  readonly kind: 'typed-range';
  readonly field: string;
  /** A bigint only where no double is the same number. */
  readonly low: number | bigint;
  readonly lowInclusive: boolean;
  readonly high: number | bigint;
  readonly highInclusive: boolean;
}
