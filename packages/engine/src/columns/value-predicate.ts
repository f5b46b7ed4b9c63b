import type { TextPattern } from './text-pattern.ts';

/** Bounds on a number; an open end is ±Infinity. */
export interface NumberRange {
  readonly low: number;
  readonly lowInclusive: boolean;
  readonly high: number;
  readonly highInclusive: boolean;
}

/** Decides a regular expression on a template without its variables. */
export interface TemplateDecider {
  /** For the constant pieces around the variables (`pieces.length - 1` variables) and what is known of each variable. */
  decide(pieces: readonly string[], variables: readonly VariableClass[]): Decision;
}

/** What is known of every value of a variable: only characters of `alphabet`, and its length where it is always the same. */
export interface VariableClass {
  readonly alphabet: 'digits' | 'hex-lower' | 'word';
  /** In characters; 0 when lengths differ. */
  readonly length: number;
}

/** Of a variable of which nothing is known. */
export const ANY_WORD: VariableClass = { alphabet: 'word', length: 0 };

/** What a predicate says of a set of values at once. */
export type Decision = 'all' | 'none' | 'some';

/**
 * A condition on the text of one value. A row without the field has the text `''`.
 *
 * `test` is the meaning. The other members are promises that let a column decide faster, each with exactly the
 * meaning of `test`: where one is present, `test(text)` equals what it says for every text.
 */
export interface ValuePredicate {
  test(text: string): boolean;
  /** `test` passes exactly these texts. */
  readonly texts?: ReadonlySet<string> | undefined;
  /** `test` passes exactly the texts that are this number, in any spelling of JSON. */
  readonly number?: number | bigint | undefined;
  /** `test` passes exactly the texts that contain a match of this pattern. */
  readonly pattern?: TextPattern | undefined;
  /** For texts that are canonical decimal numbers, `test` passes exactly those within; other texts go through `test`. */
  readonly range?: NumberRange | undefined;
  /** Says for a whole template what `test` would say of its rows. */
  readonly template?: TemplateDecider | undefined;
  /** Every passing text contains each of these, case-sensitively. */
  readonly requiredTexts?: readonly string[] | undefined;
}
