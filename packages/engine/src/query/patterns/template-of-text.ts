import { hasDigit } from '../../bytes/words.ts';

/** Stands for a variable in the key of a pattern: half a character, which no text from storage holds. */
export const VARIABLE: string = '\udfff';

const WORDS = /[\p{L}\p{Nd}_]+/gu;
const ASCII_WORDS = /\w+/g;
const ASCII_DIGIT = /\d/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\x00-\x7f]*$/;

/** The template of a text, as storage makes it: each word with a digit is a variable. */
export function templateOfText(text: string): string {
  if (ASCII.test(text)) return text.replace(ASCII_WORDS, (word) => (ASCII_DIGIT.test(word) ? VARIABLE : word));
  return text.replace(WORDS, (word) => (hasDigit(word) ? VARIABLE : word));
}

/** A pattern as it is shown. */
export function showTemplate(key: string): string {
  return key.replaceAll(VARIABLE, '<*>');
}
