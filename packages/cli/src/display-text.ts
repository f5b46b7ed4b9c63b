// Text of a log may hold anything, sequences that steer a terminal among it. What is shown passes through here.

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const REPLACEMENTS: Readonly<Record<string, string>> = { '\n': '↵', '\t': ' ', '\r': '' };

/** The text on one line for a terminal: line ends as `↵`, tabs as spaces, every other control character as `\xNN` or `\uNNNN`. */
export function displayText(text: string): string {
  return text.replace(CONTROL, (character) => REPLACEMENTS[character] ?? escaped(character));
}

const FIELD_REPLACEMENTS: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

/** The text as one field of a line with tabs between the fields: control characters as escapes that can be told from one another. */
export function fieldText(text: string): string {
  return text.replace(CONTROL, (character) => FIELD_REPLACEMENTS[character] ?? escaped(character));
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
