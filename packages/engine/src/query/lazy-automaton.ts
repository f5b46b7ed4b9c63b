import type { VariableClass } from '../columns/value-predicate.ts';
import { CodePointSet } from './code-point-set.ts';
import { type BoundaryMode, hasState, type PatternAutomaton, type StateSet } from './pattern-automaton.ts';

/**
 * What a search may do on a text of which the variables are not known: `possible` follows every state that some value of the
 * variables leads to, `certain` only those that all values lead to.
 */
export type SearchMode = 'possible' | 'certain';

/** The number of the configuration that has matched; it is never left. */
export const MATCHED = 0;

/** Configurations are numbered as they are met; with so many, the search is given up. */
const CONFIGURATIONS_MAX = 4096;
const ASCII = 128;
/** Steps over characters outside ASCII that are remembered; a text has few different ones. */
const WIDE_STEPS_MAX = 1 << 16;
const CODE_POINTS = 0x110000;
/** Longer variables are taken as of any length, which is as true of them. */
const LENGTHS = 4096;
const ALPHABET_NUMBERS: Readonly<Record<VariableClass['alphabet'], number>> = { digits: 0, 'hex-lower': 1, word: 2 };

const ALPHABETS: Readonly<Record<VariableClass['alphabet'], CodePointSet>> = {
  digits: CodePointSet.ofRanges([[0x30, 0x39]]),
  'hex-lower': CodePointSet.ofRanges([
    [0x30, 0x39],
    [0x61, 0x66],
  ]),
  // Every character outside ASCII may be a letter.
  word: CodePointSet.ofRanges([
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x5f, 0x5f],
    [0x61, 0x7a],
    [0x80, 0x10ffff],
  ]),
};

/** A search that the configurations of more than `CONFIGURATIONS_MAX` would be needed for. */
export class TooManyConfigurationsError extends Error {}

/**
 * A deterministic automaton that is made as it runs: a configuration is a set of states of the pattern's automaton, and
 * where a character or a variable leads from it is worked out once.
 */
export class LazyAutomaton {
  /** The configuration before the first character. */
  readonly initial: number;
  private readonly automaton: PatternAutomaton;
  private readonly mode: SearchMode;
  private readonly follow: readonly (StateSet | null)[];
  private readonly start: StateSet;
  private readonly endStates: StateSet;
  private readonly alphabetReaders = new Map<VariableClass['alphabet'], StateSet>();
  private readonly numbers = new Map<string, number>();
  private readonly configurations: StateSet[] = [];
  /** For each configuration the one after each ASCII character, -1 while unknown. */
  private ascii: Int32Array = new Int32Array(64 * ASCII).fill(-1);
  /** The same for characters outside ASCII and for variables, by `configuration * range + character or variable`. */
  private readonly wide = new Map<number, number>();
  private readonly variables = new Map<number, number>();

  constructor(automaton: PatternAutomaton, mode: SearchMode) {
    const boundaries: BoundaryMode = mode === 'possible' ? 'pass' : 'fail';
    this.automaton = automaton;
    this.mode = mode;
    this.follow = automaton.followStates(boundaries);
    this.start = automaton.startStates(false, boundaries);
    this.endStates = automaton.endStates(boundaries);
    const matched = automaton.emptySet();
    matched[automaton.matchState >>> 5]! |= 1 << (automaton.matchState & 31);
    this.numberOf(matched);
    this.initial = this.numberOf(automaton.startStates(true, boundaries));
  }

  /** The configuration after a constant text. */
  afterText(configuration: number, text: string): number {
    let current = configuration;
    for (let i = 0; i < text.length && current !== MATCHED; i++) {
      const unit = text.charCodeAt(i);
      if (unit < ASCII) {
        const known = this.ascii[current * ASCII + unit]!;
        current = known >= 0 ? known : this.learnAscii(current, unit);
      } else {
        const codePoint = text.codePointAt(i)!;
        if (codePoint > 0xffff) i++;
        current = this.afterWide(current, codePoint);
      }
    }
    return current;
  }

  /** The configuration after a variable. */
  afterVariable(configuration: number, variable: VariableClass): number {
    if (configuration === MATCHED) return MATCHED;
    const length = variable.length < LENGTHS ? variable.length : 0;
    const key = (configuration * 3 + ALPHABET_NUMBERS[variable.alphabet]) * LENGTHS + length;
    let next = this.variables.get(key);
    if (next === undefined) {
      const readers = this.readersOfAlphabet(variable.alphabet);
      const before = this.configurations[configuration]!;
      next = this.numberOf(length > 0 ? this.afterRun(before, readers, length) : this.afterAnyRun(before, readers));
      this.variables.set(key, next);
    }
    return next;
  }

  /** Whether any state reads a character of a variable: `certain` each of the alphabet, `possible` one of it at least. */
  reads(alphabet: VariableClass['alphabet']): boolean {
    return this.readersOfAlphabet(alphabet).some((word) => word !== 0);
  }

  /** Whether the search has matched when the text ends here. */
  matchesAtEnd(configuration: number): boolean {
    return configuration === MATCHED || intersects(this.configurations[configuration]!, this.endStates);
  }

  private learnAscii(configuration: number, unit: number): number {
    const next = this.learn(configuration, unit);
    this.ascii[configuration * ASCII + unit] = next;
    return next;
  }

  private afterWide(configuration: number, codePoint: number): number {
    const key = configuration * CODE_POINTS + codePoint;
    let next = this.wide.get(key);
    if (next === undefined) {
      next = this.learn(configuration, codePoint);
      if (this.wide.size < WIDE_STEPS_MAX) this.wide.set(key, next);
    }
    return next;
  }

  private learn(configuration: number, codePoint: number): number {
    const readers = this.automaton.statesReading((set) => set.has(codePoint));
    return this.numberOf(this.step(this.configurations[configuration]!, readers));
  }

  private readersOfAlphabet(alphabet: VariableClass['alphabet']): StateSet {
    let readers = this.alphabetReaders.get(alphabet);
    if (readers === undefined) {
      const characters = ALPHABETS[alphabet];
      readers = this.automaton.statesReading((set) =>
        this.mode === 'possible' ? set.intersects(characters) : set.contains(characters),
      );
      this.alphabetReaders.set(alphabet, readers);
    }
    return readers;
  }

  /** After one character that exactly the states of `readers` read. A search may also begin behind it. */
  private step(from: StateSet, readers: StateSet): StateSet {
    const next = this.start.slice();
    if (hasState(from, this.automaton.matchState)) return this.configurations[MATCHED]!;
    for (let i = 0; i < from.length; i++) {
      for (let word = from[i]! & readers[i]!; word !== 0; word &= word - 1) {
        const follow = this.follow[(i << 5) + 31 - Math.clz32(word & -word)]!;
        for (let j = 0; j < next.length; j++) next[j]! |= follow[j]!;
      }
    }
    return next;
  }

  private afterRun(from: StateSet, readers: StateSet, length: number): StateSet {
    let current = from;
    for (let i = 0; i < length; i++) {
      const next = this.step(current, readers);
      if (equals(next, current)) break;
      current = next;
    }
    return current;
  }

  private afterAnyRun(from: StateSet, readers: StateSet): StateSet {
    const first = this.step(from, readers);
    return this.mode === 'possible' ? this.afterSomeRun(first, readers) : this.afterEveryRun(first, readers);
  }

  /** The states after one or more characters; the set only grows, so that it comes to an end. */
  private afterSomeRun(first: StateSet, readers: StateSet): StateSet {
    for (let result = first; ; ) {
      const grown = union(result, this.step(result, readers));
      if (equals(grown, result) || hasState(grown, this.automaton.matchState)) return grown;
      result = grown;
    }
  }

  /** The states that runs of every length lead to. */
  private afterEveryRun(first: StateSet, readers: StateSet): StateSet {
    let result = first;
    let current = first;
    // A search that has matched stays so: longer runs take nothing away.
    for (let i = 0; i <= this.automaton.stateCount && !hasState(current, this.automaton.matchState); i++) {
      const next = this.step(current, readers);
      if (equals(next, current)) return result;
      if (!hasState(next, this.automaton.matchState)) result = intersection(result, next);
      current = next;
    }
    // Sets that take turns: then nothing but that a search may begin here is sure of the lengths not looked at.
    return hasState(current, this.automaton.matchState) ? result : this.start;
  }

  private numberOf(set: StateSet): number {
    const normal =
      this.configurations.length > 0 && hasState(set, this.automaton.matchState) ? this.configurations[MATCHED]! : set;
    const key = normal.join();
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.configurations.push(normal) - 1;
      if (number >= CONFIGURATIONS_MAX) throw new TooManyConfigurationsError();
      this.numbers.set(key, number);
      this.growAscii();
    }
    return number;
  }

  private growAscii(): void {
    if (this.configurations.length * ASCII <= this.ascii.length) return;
    const grown = new Int32Array(this.ascii.length * 2).fill(-1);
    grown.set(this.ascii);
    this.ascii = grown;
  }
}

function union(a: StateSet, b: StateSet): StateSet {
  return a.map((word, i) => word | b[i]!);
}

function intersection(a: StateSet, b: StateSet): StateSet {
  return a.map((word, i) => word & b[i]!);
}

function intersects(a: StateSet, b: StateSet): boolean {
  for (let i = 0; i < a.length; i++) if ((a[i]! & b[i]!) !== 0) return true;
  return false;
}

function equals(a: StateSet, b: StateSet): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
