/** A text as JSON in quotes. `<` and `'` are escaped too, as of the reference, so that it can stand in HTML. */
export function jsonText(text: string): string {
  const json = JSON.stringify(text);
  return json.includes('<') || json.includes("'") ? json.replaceAll('<', '\\u003c').replaceAll("'", '\\u0027') : json;
}
