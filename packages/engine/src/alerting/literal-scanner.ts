import { VARIABLE_MARK } from '../columns/template-set.ts';
import { AhoCorasick } from './aho-corasick.ts';

/** Letters of a literal that are looked for: more would only make the table larger. */
const ANCHOR_LENGTH_MAX = 16;

const NON_ASCII = 128;

/**
 * Tells from their bytes which of many texts may contain one of many literals, whatever the case: so few do that the others need
 * not become strings. It looks for the longest run of ASCII letters of each literal. Texts with other letters are not told
 * from: the lower case of some is ASCII.
 */
export class LiteralScanner {
  private readonly automaton: AhoCorasick;
  /** By byte. */
  private readonly columns: Uint8Array;

  private constructor(automaton: AhoCorasick, columns: Uint8Array) {
    this.automaton = automaton;
    this.columns = columns;
  }

  /** Null where a literal has no ASCII letter: then every text may contain it. */
  static of(literals: readonly string[]): LiteralScanner | null {
    const anchors = [...new Set(literals.map(anchorOf))];
    if (anchors.includes('')) return null;
    const columns = new Uint8Array(256);
    let width = 1;
    const words = anchors.map((anchor) =>
      Uint8Array.from(anchor, (letter) => {
        const byte = letter.charCodeAt(0);
        if (columns[byte] === 0) columns[byte] = width++;
        return columns[byte]!;
      }),
    );
    for (let byte = 65; byte <= 90; byte++) columns[byte] = columns[byte + 32]!;
    return new LiteralScanner(new AhoCorasick(words, width), columns);
  }

  /** The numbers of the texts that may contain a literal, ascending. Text i is `bytes[offsets[i]]` to `bytes[offsets[i + 1]]`. */
  candidates(bytes: Uint8Array, offsets: Uint32Array): number[] {
    const { columns } = this;
    const { next, outputs, width } = this.automaton;
    const found: number[] = [];
    const count = offsets.length - 1;
    for (let text = 0; text < count; text++) {
      const end = offsets[text + 1]!;
      let state = 0;
      for (let i = offsets[text]!; i < end; i++) {
        const byte = bytes[i]!;
        state = next[state * width + columns[byte]!]!;
        if (outputs[state] !== 0 || (byte >= NON_ASCII && byte !== VARIABLE_MARK)) {
          found.push(text);
          break;
        }
      }
    }
    return found;
  }
}

/** The longest run of ASCII letters, in lower case. */
function anchorOf(literal: string): string {
  let longest = '';
  for (const run of literal.split(/[^\0-\x7f]+/)) if (run.length > longest.length) longest = run;
  return longest.slice(0, ANCHOR_LENGTH_MAX).toLowerCase();
}
