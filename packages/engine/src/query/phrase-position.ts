import { isWholeWordAt } from '../bytes/words.ts';

/** Where `phrase` (not empty) first stands at or after `from` with no word running over either of its ends; -1 if nowhere. */
export function phrasePosition(text: string, phrase: string, from: number = 0): number {
  for (let at = text.indexOf(phrase, from); at >= 0; at = text.indexOf(phrase, at + 1)) {
    if (isWholeWordAt(text, at, at + phrase.length)) return at;
  }
  return -1;
}
