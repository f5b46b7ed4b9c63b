/** A piece of query text. Offsets are UTF-16 units from the start of the text. */
export interface Token {
  /**
   * `word`: word characters (bytes/words.ts) and dots; `string`: a well-formed quoted string; `symbol`: one other code
   * point, or `=~`, `!~`, `!=`; `end`: the end of the text, empty.
   */
  readonly kind: 'word' | 'string' | 'symbol' | 'end';
  /** Strings decoded, all else as it stands. */
  readonly text: string;
  /** `text` in lower case for comparing with keywords; a string never equals a keyword and has `''`. */
  readonly keyword: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Whether white space or a comment stands before it. */
  readonly spaceBefore: boolean;
}
