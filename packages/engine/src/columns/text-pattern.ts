import { classOfCodePoint, isWholeWordAt } from '../bytes/words.ts';
import { lowerCase } from '../entry/lower-case.ts';

export interface TextPatternOptions {
  /** No word may run over the start of the match: its neighbours left and right of it are not both word characters. */
  readonly wordStart?: boolean;
  /** No word may run over the end of the match. */
  readonly wordEnd?: boolean;
  /** The match begins at the start of the text. */
  readonly anchorStart?: boolean;
  /** The match ends at the end of the text. */
  readonly anchorEnd?: boolean;
  /** Both sides are compared in the lower case of `lowerCase`; where words begin and end is seen there, too. */
  readonly ignoreCase?: boolean;
}

/**
 * A literal text to be found in a value. With its options it is each of LogsQL's literal filters: phrase and word
 * (both word ends), prefix (word start), substring (none), exact (both anchors), exact prefix (anchor at the start).
 */
export class TextPattern {
  /** In lower case where case is ignored. Never empty. */
  readonly text: string;
  readonly wordStart: boolean;
  readonly wordEnd: boolean;
  readonly anchorStart: boolean;
  readonly anchorEnd: boolean;
  readonly ignoreCase: boolean;

  constructor(text: string, options: TextPatternOptions = {}) {
    this.ignoreCase = options.ignoreCase ?? false;
    this.text = this.ignoreCase ? lowerCase(text) : text;
    this.wordStart = options.wordStart ?? false;
    this.wordEnd = options.wordEnd ?? false;
    this.anchorStart = options.anchorStart ?? false;
    this.anchorEnd = options.anchorEnd ?? false;
  }

  /** Whether the text contains a match. */
  test(value: string): boolean {
    const text = this.ignoreCase ? lowerCase(value) : value;
    if (this.anchorStart) return text.startsWith(this.text) && this.fits(text, 0);
    for (let at = text.indexOf(this.text); at >= 0; at = text.indexOf(this.text, at + 1)) {
      if (this.fits(text, at)) return true;
    }
    return false;
  }

  private fits(text: string, at: number): boolean {
    const end = at + this.text.length;
    if (this.anchorEnd && end !== text.length) return false;
    if (!this.wordStart && !this.wordEnd) return true;
    return (!this.wordStart || isWholeWordAt(text, at, at)) && (!this.wordEnd || isWholeWordAt(text, end, end));
  }

  /** Whether the whole pattern is one word, so that only a variable or one constant word can hold it. */
  get isOneWord(): boolean {
    for (const char of this.text) if (classOfCodePoint(char.codePointAt(0)!) === 0) return false;
    return this.text !== '';
  }
}
