import fc from 'fast-check';

/** Characters at the edges of what a word is: letters and digits of other scripts, marks, other numbers, half surrogate pairs. */
const EDGES = [
  ...['a', 'Z', '_', '0', '9', 'é', 'Я', '日', '𝒳', '٣', '𝟘', '\u0307', '\u0301', '²', 'Ⅳ', 'ⓐ', '\u200d', '\ufeff'],
  ...[
    'İ',
    'ı',
    'ß',
    'ẞ',
    'Σ',
    'σ',
    'ς',
    '\u212a',
    'Ⱥ',
    'ǅ',
    '😀',
    '\ud83d',
    '\ude00',
    '\0',
    '\uffff',
    ' ',
    '-',
    '.',
    '=',
    ':',
  ],
];

/** Short texts of few characters, so that words, boundaries and matches come close together. */
export const edgeTexts: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('a', 'b', '1', ' ') },
      { weight: 2, arbitrary: fc.constantFrom(...EDGES) },
    ),
    {
      maxLength: 12,
    },
  )
  .map((chars) => chars.join(''));

/** Any text, half surrogate pairs included. */
export const anyTexts: fc.Arbitrary<string> = fc.oneof(edgeTexts, fc.string({ unit: 'binary' }));

/** A text and a piece of it (or a stranger), cut between any two UTF-16 units. */
export const textAndPiece: fc.Arbitrary<[string, string]> = fc
  .tuple(anyTexts, fc.nat(12), fc.nat(12), edgeTexts)
  .map(([text, from, length, stranger]) => [text, from === 12 ? stranger : text.slice(from, from + length)]);
