/**
 * The elements of the field `tags` from its text: a JSON array, or a single tag that was given without brackets.
 * Elements that are not texts are their JSON text. No tag is the empty text's list.
 */
export function tagsOfText(text: string): readonly string[] {
  if (text === '') return [];
  if (!text.startsWith('[')) return [text];
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return [text];
  }
  if (!Array.isArray(list)) return [text];
  return list.map((element) => (typeof element === 'string' ? element : JSON.stringify(element)));
}
