/**
 * The texts of the elements of an array that is the value of the one key of a JSON object, as they stand there: `JSON.parse` would
 * round numbers.
 */
export function arrayElements(json: string, key: string): string[] {
  const start = json.indexOf('[', json.indexOf(JSON.stringify(key)));
  const elements: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start + 1; at < json.length; at++) {
    const character = json[at]!;
    if (character === '"') at = endOfString(json, at);
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || (character === ']' && depth > 0)) depth--;
    else if (depth === 0 && (character === ',' || character === ']')) {
      const element = json.slice(from, at).trim();
      if (element !== '') elements.push(element);
      from = at + 1;
      if (character === ']') break;
    }
  }
  return elements;
}

/** The offset of the quote that ends the string which begins at `start`. */
function endOfString(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let escapes = 0;
    while (json[at - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return at;
  }
  return json.length;
}
