/**
 * Unicode lower case of each code point by itself: `lowerCase(a + b)` is `lowerCase(a) + lowerCase(b)`, so that a text may
 * be compared in pieces. It differs from `toLowerCase` in one letter: a capital sigma is σ also at the end of a word,
 * where `toLowerCase` makes it ς.
 */
export function lowerCase(text: string): string {
  return (text.includes('Σ') ? text.replaceAll('Σ', 'σ') : text).toLowerCase();
}
