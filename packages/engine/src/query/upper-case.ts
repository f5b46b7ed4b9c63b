/** Unicode upper case of each code point by itself; one that would become several stays, such as ß. */
export function upperCase(text: string): string {
  const upper = text.toUpperCase();
  if (upper.length === text.length) return upper;
  let result = '';
  for (const char of text) result += onePoint(char.toUpperCase()) ?? char;
  return result;
}

function onePoint(text: string): string | undefined {
  return text.length === String.fromCodePoint(text.codePointAt(0)!).length ? text : undefined;
}
