import { isWordCodePoint } from '../bytes/words.ts';
import { quoteString } from './string-literal.ts';
import type { SyntaxRegistry } from './syntax-registry.ts';

const OPERATORS = ['and', 'or', 'not', 'now', 'offset', 'options', 'min_severity'];

/** Decides which texts have to be quoted so that they are read back as they are. */
export class NameQuoting {
  private readonly filterWords: ReadonlySet<string>;
  private readonly pipeWords: ReadonlySet<string>;

  constructor(registry: SyntaxRegistry) {
    this.filterWords = new Set([...OPERATORS, ...reservedWords(registry)]);
    this.pipeWords = new Set([
      ...this.filterWords,
      'not_in',
      ...[...registry.pipes.values()].flatMap((pipe) => pipe.keywords ?? []),
    ]);
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
    return prefix === '' || isPlain(prefix) ? text : quoteString(text);
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
