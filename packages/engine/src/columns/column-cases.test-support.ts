import fc from 'fast-check';
import { Bitmap } from '../bytes/bitmap.ts';
import { hasDigit, wordsOf } from '../bytes/words.ts';
import { lowerCase } from '../entry/lower-case.ts';
import { randomFrom } from './log-texts.test-support.ts';
import { RowIndex } from './row-index.ts';
import { TextPattern, type TextPatternOptions } from './text-pattern.ts';
import type { Decision, NumberRange, ValuePredicate, VariableClass } from './value-predicate.ts';

/** Random choices about a column of `count` values, drawn from one seed, so that fast-check shrinks the values alone. */
export class CaseMaker {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** Dense, or with gaps short or long before, between and after the values. */
  rows(count: number): RowIndex {
    if (this.chance(0.4)) return RowIndex.dense(count);
    const gap = this.pick([2, 4, 60]);
    const rows: number[] = [];
    let row = this.below(gap);
    for (let i = 0; i < count; i++) {
      rows.push(row);
      row += 1 + this.below(gap);
    }
    return RowIndex.of(row, Uint32Array.from(rows));
  }

  selection(rowCount: number): Bitmap {
    const share = this.pick([0, 0.1, 0.5, 1]);
    const bitmap = new Bitmap(rowCount);
    for (let row = 0; row < rowCount; row++) if (this.chance(share)) bitmap.set(row);
    return bitmap;
  }

  /** A piece of one of the texts, or nearly so; never empty. */
  needle(texts: readonly string[]): string {
    const text = this.pick(texts);
    const kind = this.below(12);
    if (kind === 0) return text;
    if (kind === 1)
      return this.pick(['a', '1', ' ', '-', 'x1', '\0', '\uffff', '0', '\u0307', 'i', 'i\u03071', 'İ', 'k', 'σ', 'ς']);
    // Words are what most queries look for: one, or several with what stands between.
    const words = wordsOf(text);
    if (kind < 5 && words.length > 0) {
      const first = this.below(words.length);
      const start = text.indexOf(words[first]!);
      const last = words[Math.min(words.length - 1, first + this.below(3))]!;
      const piece = text.slice(start, text.indexOf(last, start) + last.length);
      if (piece !== '') return piece;
    }
    const start = this.below(text.length);
    const piece = text.slice(start, start + 1 + this.below(this.pick([3, 8, 30, 200])));
    if (kind === 10)
      return piece.replace(/\d+/u, (number) => this.pick([`0${number}`, `${number}0`, String(Number(number))]));
    if (kind === 11) return piece + this.pick(['1', 'a', ' ', '\u0301']);
    return piece;
  }

  pattern(texts: readonly string[]): ValuePredicate {
    const options: TextPatternOptions = {
      wordStart: this.chance(0.5),
      wordEnd: this.chance(0.5),
      anchorStart: this.chance(0.2),
      anchorEnd: this.chance(0.2),
      ignoreCase: this.chance(0.4),
    };
    let needle = this.needle(texts);
    if (options.ignoreCase) needle = this.pick([needle, needle.toUpperCase(), needle.toLowerCase(), lowerCase(needle)]);
    const pattern = new TextPattern(needle, options);
    return { test: (text) => naiveMatch(text, needle, options), pattern };
  }

  oneOf(texts: readonly string[]): ValuePredicate {
    const wanted = new Set(
      Array.from({ length: this.below(4) }, () => (this.chance(0.7) ? this.pick(texts) : this.needle(texts))),
    );
    if (this.chance(0.2)) wanted.add('');
    if (this.chance(0.1)) wanted.add('\ud83d');
    return { test: (text) => wanted.has(text), texts: wanted };
  }

  range(texts: readonly string[]): ValuePredicate {
    const bound = (open: number): number => {
      const near = naiveNumber(this.pick(texts));
      if (this.chance(0.2) || !Number.isFinite(near)) return this.chance(0.5) ? open : this.below(100);
      return near + this.pick([0, 0, 0, 1, -1, 0.5]);
    };
    const range: NumberRange = {
      low: bound(Number.NEGATIVE_INFINITY),
      lowInclusive: this.chance(0.5),
      high: bound(Number.POSITIVE_INFINITY),
      highInclusive: this.chance(0.5),
    };
    // What other texts do is up to `test`: the absent value passes, as in a negation, or does not.
    const othersPass = this.chance(0.3);
    return { test: (text) => within(naiveNumber(text), range) ?? othersPass, range };
  }

  plain(texts: readonly string[]): ValuePredicate {
    const needle = this.needle(texts);
    const inverted = this.chance(0.5);
    return { test: (text) => text.includes(needle) !== inverted };
  }

  /** A predicate with a decider that knows as much as pieces and classes say, and no more. */
  decidedByTemplate(texts: readonly string[]): ValuePredicate {
    if (this.chance(0.3)) {
      const length = [...this.pick(texts)].length;
      return {
        test: (text) => [...text].length === length,
        template: { decide: (...args) => decideLength(length, ...args) },
      };
    }
    const char = [...this.pick(texts)][0]!;
    return { test: (text) => [...text].includes(char), template: { decide: (...args) => decideChar(char, ...args) } };
  }

  predicate(texts: readonly string[]): ValuePredicate {
    const kind = this.below(10);
    if (kind < 5) return this.pattern(texts);
    if (kind === 5) return this.oneOf(texts);
    if (kind === 6) return this.range(texts);
    if (kind === 7) return this.plain(texts);
    return this.decidedByTemplate(texts);
  }
}

/** A number as JSON writes it; NaN for other texts. */
export function naiveNumber(text: string): number {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function within(value: number, range: NumberRange): boolean | undefined {
  if (Number.isNaN(value)) return undefined;
  const aboveLow = range.lowInclusive ? value >= range.low : value > range.low;
  return aboveLow && (range.highInclusive ? value <= range.high : value < range.high);
}

const isWordChar = (char: string | undefined): boolean => char !== undefined && /^[\p{L}\p{Nd}_]$/u.test(char);
const lowerChars = (text: string): string =>
  Array.from(text, (char) => (char === 'Σ' ? 'σ' : char.toLowerCase())).join('');

/** Whether a text contains a match of a pattern, tried at every position. */
export function naiveMatch(value: string, needle: string, options: TextPatternOptions): boolean {
  const text = options.ignoreCase ? lowerChars(value) : value;
  const wanted = options.ignoreCase ? lowerChars(needle) : needle;
  const joins = (at: number): boolean =>
    isWordChar([...text.slice(0, at)].at(-1)) && isWordChar([...text.slice(at)][0]);
  for (let at = 0; at + wanted.length <= text.length; at++) {
    const end = at + wanted.length;
    if (text.slice(at, end) !== wanted) continue;
    if (options.anchorStart && at > 0) continue;
    if (options.anchorEnd && end < text.length) continue;
    if ((options.wordStart && joins(at)) || (options.wordEnd && joins(end))) continue;
    return true;
  }
  return false;
}

/** The most that can be said of `text.includes(char)`. */
function decideChar(char: string, pieces: readonly string[], variables: readonly VariableClass[]): Decision {
  if (pieces.some((piece) => [...piece].includes(char))) return 'all';
  const fits: Record<VariableClass['alphabet'], boolean> = {
    digits: /^[0-9]$/.test(char),
    'hex-lower': /^[0-9a-f]$/.test(char),
    word: isWordChar(char) || hasDigit(char),
  };
  return variables.some(({ alphabet }) => fits[alphabet]) ? 'some' : 'none';
}

/** The most that can be said of a text's length in characters. */
function decideLength(length: number, pieces: readonly string[], variables: readonly VariableClass[]): Decision {
  const known =
    pieces.reduce((sum, piece) => sum + [...piece].length, 0) + variables.reduce((sum, each) => sum + each.length, 0);
  if (variables.every((each) => each.length > 0)) return known === length ? 'all' : 'none';
  return known + variables.filter((each) => each.length === 0).length > length ? 'none' : 'some';
}

/** The rows of a selection whose texts pass, asked one by one. @param texts by value. */
export function naiveNarrow(
  rows: RowIndex,
  texts: readonly string[],
  selection: Bitmap,
  predicate: ValuePredicate,
): number[] {
  const textByRow = new Map(texts.map((text, index) => [rows.rowAt(index), text]));
  return selection.toArray().filter((row) => predicate.test(textByRow.get(row) ?? ''));
}

/** Seeds for `CaseMaker`; they do not shrink, for a smaller seed is not a simpler case. */
export const caseSeeds: fc.Arbitrary<number> = fc.noShrink(fc.integer());
