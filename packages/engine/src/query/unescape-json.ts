/**
 * The text that a JSON string means. What is no escape stays as it stands: `\x41`, `\u12`, and half of a pair that has no
 * other half; two halves that do not belong together are one U+FFFD.
 * @param quoted With its quotes.
 */
export function unescapeJson(quoted: string): string {
  if (!CONTROL.test(quoted)) {
    try {
      const text = JSON.parse(quoted) as string;
      if (text.isWellFormed()) return text;
    } catch {
      // Not JSON to the letter.
    }
  }
  return quoted.slice(1, -1).replace(ESCAPE, textOf);
}

/** A half of a pair, perhaps with another one behind it; a character by its number; any other escape. */
const ESCAPE = /\\(?:(u[dD][89a-fA-F][0-9a-fA-F]{2})(?:\\u([0-9a-fA-F]{4}))?|u([0-9a-fA-F]{4})|(.))/gs;

const LETTERS: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

function textOf(whole: string, half?: string, other?: string, code?: string, letter?: string): string {
  if (letter !== undefined) return LETTERS[letter] ?? whole;
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  if (half === undefined || other === undefined) return whole;
  const pair = String.fromCharCode(Number.parseInt(half.slice(1), 16), Number.parseInt(other, 16));
  return pair.isWellFormed() && pair.codePointAt(0)! > 0xffff ? pair : '\ufffd';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\x00-\x1f]/;
