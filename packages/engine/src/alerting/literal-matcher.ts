import { isWholeWordAt } from '../bytes/words.ts';
import type { TextPattern } from '../columns/text-pattern.ts';
import { lowerCase } from '../entry/lower-case.ts';
import { AhoCorasick } from './aho-corasick.ts';
import { isBare } from './literal.ts';

/**
 * Finds which of many literal patterns a text contains, in one pass over the text.
 */
export class LiteralMatcher {
  private readonly exact: Automaton | null;
  private readonly lower: Automaton | null;

  /** @throws RangeError when the patterns are too long together, see `LITERALS_LENGTH_MAX` */
  constructor(patterns: readonly TextPattern[]) {
    const numbered = patterns.map((pattern, id) => ({ pattern, id }));
    this.exact = automatonOf(numbered.filter(({ pattern }) => !pattern.ignoreCase));
    this.lower = automatonOf(numbered.filter(({ pattern }) => pattern.ignoreCase));
  }

  /** Calls `found` once with the number of each pattern that the text contains a match of. */
  match(text: string, found: (pattern: number) => void): void {
    this.exact?.match(text, found);
    this.lower?.match(lowerCase(text), found);
  }
}

/** Characters of all patterns together: with the 64 distinct letters of usual texts, the table has 16 MiB. */
export const LITERALS_LENGTH_MAX = 65_536;

interface NumberedPattern {
  readonly pattern: TextPattern;
  readonly id: number;
}

function automatonOf(patterns: readonly NumberedPattern[]): Automaton | null {
  return patterns.length === 0 ? null : new Automaton(patterns);
}

class Automaton {
  private readonly patterns: readonly NumberedPattern[];
  /** The column of each UTF-16 unit; 0 for those in no pattern. */
  private readonly columns = new Uint8Array(0x10000);
  private readonly automaton: AhoCorasick;
  /** The text in which each pattern was last found, so that it is reported once. */
  private readonly seen: Uint32Array;
  private textNumber = 0;

  constructor(patterns: readonly NumberedPattern[]) {
    this.patterns = patterns;
    this.seen = new Uint32Array(patterns.length);
    const letters = patterns.reduce((sum, { pattern }) => sum + pattern.text.length, 1);
    if (letters > LITERALS_LENGTH_MAX)
      throw new RangeError(`the patterns have more than ${LITERALS_LENGTH_MAX} characters`);
    const width = this.assignColumns();
    const words = patterns.map(({ pattern: { text } }) =>
      Uint8Array.from({ length: text.length }, (_, i) => this.columns[text.charCodeAt(i)]!),
    );
    this.automaton = new AhoCorasick(words, width);
  }

  match(text: string, found: (pattern: number) => void): void {
    const { columns } = this;
    const { next, width, outputs } = this.automaton;
    this.beginText();
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      state = next[state * width + columns[text.charCodeAt(i)]!]!;
      if (outputs[state] !== 0) this.report(outputs[state]!, text, i + 1, found);
    }
  }

  private beginText(): void {
    this.textNumber++;
    if (this.textNumber <= 0xffffffff) return;
    this.seen.fill(0);
    this.textNumber = 1;
  }

  /** Reports the patterns that end in a state and in its suffixes; `end` is where the text was read to. */
  private report(output: number, text: string, end: number, found: (pattern: number) => void): void {
    const { outputs, fails, ends, nextEnd } = this.automaton;
    for (let state = output; state !== 0; state = outputs[fails[state]!]!) {
      for (let index = ends[state]!; index >= 0; index = nextEnd[index]!) {
        if (this.seen[index] === this.textNumber) continue;
        const { pattern, id } = this.patterns[index]!;
        if (!fitsAt(pattern, text, end)) continue;
        this.seen[index] = this.textNumber;
        found(id);
      }
    }
  }

  private assignColumns(): number {
    let width = 1;
    for (const { pattern } of this.patterns) {
      for (let i = 0; i < pattern.text.length; i++) {
        const unit = pattern.text.charCodeAt(i);
        if (this.columns[unit] !== 0) continue;
        if (width === 256) throw new RangeError('the patterns have more than 255 distinct letters');
        this.columns[unit] = width++;
      }
    }
    return width;
  }
}

/** Whether a pattern whose letters end at `end` matches there. The automaton knows letters, not borders. */
export function fitsAt(pattern: TextPattern, text: string, end: number): boolean {
  if (isBare(pattern)) return true;
  const start = end - pattern.text.length;
  if ((pattern.anchorStart && start > 0) || (pattern.anchorEnd && end < text.length)) return false;
  return (
    (!pattern.wordStart || isWholeWordAt(text, start, start)) && (!pattern.wordEnd || isWholeWordAt(text, end, end))
  );
}
