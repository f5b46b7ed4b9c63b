/** Whether a text is a number as JSON writes it and the shortest text of that number, so that nothing is lost between the two. */
export function isShortestNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first !== MINUS && !(first >= ZERO && first <= NINE)) return false;
  return text.length <= LENGTH_MAX && String(Number(text)) === text && text !== '-Infinity';
}

const MINUS = 45;
const ZERO = 48;
const NINE = 57;
/** No shortest text of a double is longer. */
const LENGTH_MAX = 25;
