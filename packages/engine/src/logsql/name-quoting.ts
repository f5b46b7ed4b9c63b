import { isWordCodePoint } from '../bytes/words.ts';
import { quoteString } from './string-literal.ts';
import type { SyntaxRegistry } from './syntax-registry.ts';

const OPERATORS = ['and', 'or', 'not', 'now', 'offset', 'options'];
/** Words that have a meaning in front of a colon or after a name only here. */
const OWN_WORDS = ['min_severity', 'patterns'];

/** Decides which texts are quoted in the text of a query. */
export class NameQuoting {
  private readonly filterWords: ReadonlySet<string>;
  private readonly pipeWords: ReadonlySet<string>;

  private constructor(filterWords: Iterable<string>, pipeWords: Iterable<string>) {
    this.filterWords = new Set(filterWords);
    this.pipeWords = new Set(pipeWords);
  }

  /** Quotes what has to be quoted to be read back as it is. */
  static forQueries(registry: SyntaxRegistry): NameQuoting {
    const filterWords = [...OPERATORS, ...OWN_WORDS, 'by', ...reservedWords(registry)];
    const keywords = [...registry.pipes.values()].flatMap((pipe) => pipe.keywords ?? []);
    return new NameQuoting(filterWords, [...filterWords, 'not_in', ...keywords]);
  }

  /** Quotes exactly what the reference does, so that results that are not named are called the same: `sum(hits)`. */
  static forResultNames(registry: SyntaxRegistry): NameQuoting {
    const words = new Set([...OPERATORS, ...reservedWords(registry), 'by', 'stats_remote']);
    // The reference misspells the last one in its list.
    for (const word of [...OWN_WORDS, 'pack_logfmt']) words.delete(word);
    return new NameQuoting(words, words);
  }

  /** A word, phrase or value of a filter. */
  value(text: string): string {
    return isPlain(text) && !this.filterWords.has(text.toLowerCase()) ? text : quoteString(text);
  }

  /** The name of a field. */
  name(text: string): string {
    return isPlain(text) && !this.pipeWords.has(text.toLowerCase()) ? text : quoteString(text);
  }

  /** A field pattern: the star stands outside of quotes only where none are needed. */
  pattern(text: string): string {
    if (!text.endsWith('*')) return this.name(text);
    const prefix = text.slice(0, -1);
    return prefix === '' || this.name(prefix) === prefix ? text : quoteString(text);
  }
}

/** Names that cannot stand bare as the first word of a query, or would be read as a filter before a bracket. */
function* reservedWords(registry: SyntaxRegistry): Generator<string> {
  yield* registry.filters.keys();
  yield* registry.pipes.keys();
  yield* registry.statsFunctions.keys();
}

/** Whether a text that is not empty is one token of kind `word`. */
function isPlain(text: string): boolean {
  for (const char of text) if (char !== '.' && !isWordCodePoint(char.codePointAt(0)!)) return false;
  return text !== '';
}
