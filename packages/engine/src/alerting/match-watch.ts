import type { AlertRule } from './alert-rule.ts';
import type { JsonReader } from './json-reader.ts';
import type { MatchReference } from './match-times.ts';

/** An entry that meets the conditions of a rule. To be looked at during the call that it is given to: the next takes its place. */
export interface AlertMatch {
  /** Its time: whole milliseconds since the epoch, and the nanoseconds within. */
  readonly ms: number;
  readonly ns: number;
  readonly sequence: number;
  /** The text of a field, by the name that it has in queries; `''` where the entry has none. */
  field(name: string): string;
}

/** What a kind of rule remembers of the matches of one rule and group. */
export interface MatchWatch {
  /** The sequence number of the last match; -1 before the first. */
  readonly lastSequence: number;
  /** What the alert that is due says; null for the usual. To be asked after `add`. */
  readonly summary: string | null;
  /**
   * Takes the next match in order of sequence.
   * @param clockMs the time by the clock, milliseconds since the epoch
   * @returns how many entries an alert at this match is about; 0 where there is none
   */
  add(match: AlertMatch, rule: AlertRule, clockMs: number): number;
  /** Up to five of the matches that an alert at this time is about, newest first. To be asked before `fired`. */
  samples(ms: number, ns: number): MatchReference[];
  /** Notes that an alert fired. */
  fired(ms: number, ns: number, sequence: number): void;
  /** What `MatchWatcher.restore` makes the same of; without a key `key`. */
  toJSON(): object;
}

/** A kind of rule, as the evaluator knows it: one for each name, see `AlertKinds`. */
export interface MatchWatcher {
  /** @throws InvalidArgumentError where a rule cannot be of this kind */
  check(rule: AlertRule): void;
  start(rule: AlertRule): MatchWatch;
  /** @throws InvalidArgumentError saying what stands wrong and where */
  restore(rule: AlertRule, saved: JsonReader): MatchWatch;
}
