import type { CodePointSet } from './code-point-set.ts';

/** A regular expression of the subset that `parsePattern` reads. Groups have left no trace: only whether it matches counts. */
export type PatternTree = SetTree | SequenceTree | ChoiceTree | RepeatTree | AssertionTree;

/** One code point of a set. */
export interface SetTree {
  readonly kind: 'set';
  readonly set: CodePointSet;
}
/** The parts one after the other; the empty text when there are none. */
export interface SequenceTree {
  readonly kind: 'sequence';
  readonly parts: readonly PatternTree[];
}
export interface ChoiceTree {
  readonly kind: 'choice';
  readonly parts: readonly PatternTree[];
}
export interface RepeatTree {
  readonly kind: 'repeat';
  readonly part: PatternTree;
  readonly min: number;
  /** Infinity when unbounded. */
  readonly max: number;
}
/** A place between characters; a boundary is one of ASCII words. */
export interface AssertionTree {
  readonly kind: 'assertion';
  readonly place: 'start' | 'end' | 'boundary' | 'no-boundary';
}
