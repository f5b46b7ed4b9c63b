/** A string, or white space between tokens. */
const STRING_OR_SPACE = /"[^"\\]*(?:\\.[^"\\]*)*"|\s+/g;

/** The text of a JSON value as the engine keeps lists: without white space, escapes as `JSON.stringify` writes them, numbers as they stand. */
export function compactJson(json: string): string {
  return json.replace(STRING_OR_SPACE, (token) => {
    if (!token.startsWith('"')) return '';
    return token.includes('\\') ? JSON.stringify(JSON.parse(token)) : token;
  });
}
