import { CodePointSet } from './code-point-set.ts';
import type { PatternTree } from './pattern-tree.ts';

/** The pattern uses syntax that is not read here. */
class UnreadSyntaxError extends Error {}

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
}

const DIGITS = CodePointSet.ofRanges([[0x30, 0x39]]);
const WORD = CodePointSet.ofRanges([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
/** Without the vertical tab, as in RE2. */
const SPACE = CodePointSet.ofRanges([
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
]);
const NOT_NEWLINE = CodePointSet.ofOne(0x0a).complement();

const CLASSES: ReadonlyMap<string, CodePointSet> = new Map([
  ['d', DIGITS],
  ['w', WORD],
  ['s', SPACE],
]);
const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['f', 0x0c],
  ['t', 0x09],
  ['n', 0x0a],
  ['r', 0x0d],
  ['v', 0x0b],
]);
const ASSERTIONS: ReadonlyMap<string, 'start' | 'end' | 'boundary' | 'no-boundary'> = new Map([
  ['A', 'start'],
  ['z', 'end'],
  ['b', 'boundary'],
  ['B', 'no-boundary'],
]);
const PUNCTUATION = /^[!-/:-@[-`{-~ ]$/;
const REPEAT = /^\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}/;
const GROUP_FLAGS = /^\?([isU]*)(?:-([isU]+))?([:)])/;
const GROUP_NAME = /^\?P?<[A-Za-z0-9_]+>/;

/**
 * Reads the part of RE2's syntax that people write: literals, escapes, classes, groups, choices, repetitions, anchors, word
 * boundaries, the flags i, s and U. Null for anything else. The pattern must be one that RE2 accepts.
 */
export function parsePattern(pattern: string): PatternTree | null {
  try {
    return new PatternParser(pattern).parse();
  } catch (error) {
    if (error instanceof UnreadSyntaxError) return null;
    throw error;
  }
}

class PatternParser {
  private readonly pattern: string;
  private at = 0;
  private flags: Flags = { ignoreCase: false, dotAll: false };

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  parse(): PatternTree {
    const tree = this.choice();
    if (this.at < this.pattern.length) throw new UnreadSyntaxError();
    return tree;
  }

  private choice(): PatternTree {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  private sequence(): PatternTree {
    const parts: PatternTree[] = [];
    while (this.at < this.pattern.length && this.peek() !== '|' && this.peek() !== ')') {
      const part = this.atom();
      if (part !== null) parts.push(this.repeated(part));
    }
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  /** Null for a change of flags. */
  private atom(): PatternTree | null {
    if (this.take('(')) return this.group();
    if (this.take('[')) return { kind: 'set', set: this.bracket() };
    if (this.take('.')) return { kind: 'set', set: this.flags.dotAll ? CodePointSet.every : NOT_NEWLINE };
    if (this.take('^')) return { kind: 'assertion', place: 'start' };
    if (this.take('$')) return { kind: 'assertion', place: 'end' };
    if (this.take('\\')) return this.escape();
    return { kind: 'set', set: this.folded(CodePointSet.ofOne(this.codePoint())) };
  }

  private group(): PatternTree | null {
    const before = this.flags;
    const flags = this.match(GROUP_FLAGS);
    if (flags !== null) {
      this.flags = changeFlags(before, flags[1]!, flags[2] ?? '');
      if (flags[3] === ')') return null;
    } else if (this.match(GROUP_NAME) === null && this.peek() === '?') throw new UnreadSyntaxError();
    const tree = this.choice();
    if (!this.take(')')) throw new UnreadSyntaxError();
    this.flags = before;
    return tree;
  }

  private repeated(part: PatternTree): PatternTree {
    const range = this.quantifier();
    if (range === null) return part;
    this.take('?');
    const [min, max] = range;
    return { kind: 'repeat', part, min, max };
  }

  private quantifier(): [min: number, max: number] | null {
    if (this.take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.take('?')) return [0, 1];
    if (this.peek() !== '{') return null;
    const counts = this.match(REPEAT);
    // A brace that begins no repetition is a literal, in ways that RE2 alone should decide.
    if (counts === null) throw new UnreadSyntaxError();
    const min = Number(counts[1]);
    if (counts[2] === undefined) return [min, min];
    return [min, counts[3] === undefined ? Number.POSITIVE_INFINITY : Number(counts[3])];
  }

  private escape(): PatternTree {
    const place = ASSERTIONS.get(this.peek());
    if (place !== undefined) {
      this.at++;
      return { kind: 'assertion', place };
    }
    const set = this.escapedClass();
    return { kind: 'set', set: set ?? this.folded(CodePointSet.ofOne(this.escapedCodePoint())) };
  }

  /** The set of `\d` and its like, after the backslash; null when there is none. */
  private escapedClass(): CodePointSet | null {
    const letter = this.peek();
    const set = CLASSES.get(letter.toLowerCase());
    if (set === undefined) return null;
    this.at++;
    const folded = this.folded(set);
    return letter === letter.toLowerCase() ? folded : folded.complement();
  }

  private escapedCodePoint(): number {
    const hex = this.match(/^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/);
    if (hex !== null) return Number.parseInt(hex[1] ?? hex[2]!, 16);
    const char = this.peek();
    const control = CONTROLS.get(char);
    if (control === undefined && !PUNCTUATION.test(char)) throw new UnreadSyntaxError();
    this.at++;
    return control ?? char.charCodeAt(0);
  }

  /** A class in brackets, after the opening one. */
  private bracket(): CodePointSet {
    const isNegated = this.take('^');
    let set = CodePointSet.ofRanges([]);
    let isFirst = true;
    while (isFirst || this.peek() !== ']') {
      isFirst = false;
      set = set.union(this.bracketItem());
    }
    this.at++;
    return isNegated ? set.complement() : set;
  }

  private bracketItem(): CodePointSet {
    if (this.pattern.startsWith('[:', this.at)) throw new UnreadSyntaxError();
    if (this.peek() === '\\') {
      this.at++;
      const named = this.escapedClass();
      if (named !== null) return named;
      this.at--;
    }
    const first = this.bracketCodePoint();
    const isRange = this.peek() === '-' && this.pattern[this.at + 1] !== ']';
    if (!isRange) return this.folded(CodePointSet.ofOne(first));
    this.at++;
    return this.folded(CodePointSet.ofRanges([[first, this.bracketCodePoint()]]));
  }

  private bracketCodePoint(): number {
    return this.take('\\') ? this.escapedCodePoint() : this.codePoint();
  }

  private codePoint(): number {
    const codePoint = this.pattern.codePointAt(this.at);
    if (codePoint === undefined) throw new UnreadSyntaxError();
    this.at += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  }

  /** The set with both cases of its letters under the flag i, of which only ASCII is read here. */
  private folded(set: CodePointSet): CodePointSet {
    if (!this.flags.ignoreCase) return set;
    if (!set.isAscii) throw new UnreadSyntaxError();
    return set.withBothCases();
  }

  private peek(): string {
    return this.pattern[this.at] ?? '';
  }

  private take(char: string): boolean {
    if (this.pattern[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private match(syntax: RegExp): RegExpExecArray | null {
    const found = syntax.exec(this.pattern.slice(this.at, this.at + 64));
    if (found !== null) this.at += found[0].length;
    return found;
  }
}

function changeFlags(flags: Flags, on: string, off: string): Flags {
  return {
    ignoreCase: (flags.ignoreCase || on.includes('i')) && !off.includes('i'),
    dotAll: (flags.dotAll || on.includes('s')) && !off.includes('s'),
  };
}
