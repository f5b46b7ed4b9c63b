import { isWord, wordsOf } from '../bytes/words.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { phrasePosition } from './phrase-position.ts';

/** Passes the texts in which at least one of many phrases stands. No phrase is empty. */
export function anyPhrase(phrases: readonly string[]): ValuePredicate {
  const words = new Set(phrases.filter(isWord));
  const others = new Map<string, string[]>();
  for (const phrase of phrases) {
    if (words.has(phrase)) continue;
    // A phrase stands only where its first word is a word; those without words are looked for in every text.
    const key = wordsOf(phrase)[0] ?? '';
    const sharing = others.get(key);
    if (sharing === undefined) others.set(key, [phrase]);
    else sharing.push(phrase);
  }
  const hasPhrase = (text: string, word: string): boolean =>
    others.get(word)?.some((phrase) => phrasePosition(text, phrase) >= 0) === true;
  return {
    test: (text) => hasPhrase(text, '') || wordsOf(text).some((word) => words.has(word) || hasPhrase(text, word)),
  };
}
