/**
 * The stats functions. `fields` are field patterns: a name, `prefix*`, or `*` for all; an empty list of arguments is
 * `['*']` where patterns are allowed. `limit` 0 is no limit.
 */
export type StatsFunctionNode =
  | PatternFieldsFunction
  | LimitedPatternFieldsFunction
  | LimitedFieldsFunction
  | HistogramFunction
  | QuantileFunction
  | RateFunction
  | RowExtremeFunction
  | CustomStatsFunction;

/** The functions of the language; an extension has the kind `custom`. */
export type StatsFunctionName = Exclude<StatsFunctionNode['kind'], 'custom'>;

export interface PatternFieldsFunction {
  readonly kind:
    | 'avg'
    | 'count'
    | 'count_empty'
    | 'max'
    | 'median'
    | 'min'
    | 'rate_sum'
    | 'row_any'
    | 'sum'
    | 'sum_len';
  readonly fields: readonly string[];
}
export interface LimitedPatternFieldsFunction {
  readonly kind: 'json_values' | 'uniq_values' | 'values';
  readonly fields: readonly string[];
  readonly limit: number;
}
/** Counts tuples of at least one field; no patterns. */
export interface LimitedFieldsFunction {
  readonly kind: 'count_uniq' | 'count_uniq_hash';
  readonly fields: readonly string[];
  readonly limit: number;
}
export interface HistogramFunction {
  readonly kind: 'histogram';
  readonly field: string;
}
export interface QuantileFunction {
  readonly kind: 'quantile';
  /** From 0 to 1. */
  readonly phi: number;
  /** `phi` as it was written: part of the name of a result that has none. */
  readonly phiText: string;
  readonly fields: readonly string[];
}
export interface RateFunction {
  readonly kind: 'rate';
}
/** The row with the least or greatest value of `field`; of it the fields that match `fields`. */
export interface RowExtremeFunction {
  readonly kind: 'row_max' | 'row_min';
  readonly field: string;
  readonly fields: readonly string[];
}
/** A function that was added to the registry. */
export interface CustomStatsFunction {
  readonly kind: 'custom';
  readonly name: string;
  /** What its own parser gave; structured-cloneable. */
  readonly parameters: unknown;
}
