import type { Compound, Cursor } from './cursor.ts';
import { type DurationLiteral, parseDurationNs } from './duration.ts';
import type { Printer } from './printer.ts';

const ARGUMENT_STOPS: ReadonlySet<string> = new Set(['*', ',', '(', ')', '|']);

/** A text of a filter up to `*`, `,`, a round bracket or `|`; empty where one of these stands at the cursor. */
export function argumentText(cursor: Cursor): string {
  const { token } = cursor;
  if (token.kind === 'end' || (token.kind === 'symbol' && ARGUMENT_STOPS.has(token.text))) return '';
  return cursor.compound('a value', ARGUMENT_STOPS).text;
}

/** Whether a `*` follows the text that was just read, and steps over it. */
export function acceptStar(cursor: Cursor): boolean {
  return !cursor.token.spaceBefore && cursor.accept('*');
}

/**
 * The texts in `( a, b, … )`; a lone `*`, also in quotes, is `'all'`: Grafana quotes what it puts in for all values.
 * Undefined, with the cursor anywhere, if it is no such list: then it is a query. A `[` that no `]` closes belongs to
 * the range of a query, like `(_time:[a, b) | fields c)`.
 */
export function tryTexts(cursor: Cursor): string[] | 'all' | undefined {
  const texts: string[] = [];
  if (!cursor.accept('(')) return undefined;
  const start = cursor.mark();
  while (!cursor.accept(')')) {
    if (cursor.accept('*')) texts.push('*');
    else {
      if (cursor.atEnd || cursor.is(',', '(', '|', '"', "'", '`')) return undefined;
      texts.push(argumentText(cursor));
    }
    if (!cursor.accept(',') && !cursor.is(')')) return undefined;
  }
  if (cursor.countSince(start, '[') > cursor.countSince(start, ']')) return undefined;
  return isLoneStar(texts) ? 'all' : texts;
}

function isLoneStar(texts: readonly string[]): boolean {
  return texts.length === 1 && texts[0] === '*';
}

/** `(a,b)` for `tryTexts`. The text `*` alone stands there twice, because once it would be `'all'`. */
export function printTexts(texts: readonly string[], printer: Printer): string {
  const printed = (isLoneStar(texts) ? ['*', '*'] : texts).map((text) => printer.value(text));
  return `(${printed.join(',')})`;
}

/** The texts in `( a, b, … )`. */
export function requireTexts(cursor: Cursor): string[] {
  return cursor.list(() => textArgument(cursor).text);
}

/** A text in a list, with where it stands; a `*` is a text like others here. */
export function textArgument(cursor: Cursor): Compound {
  if (cursor.is('*')) return { text: '*', quoted: false, first: cursor.next() };
  return cursor.compound('a value', ARGUMENT_STOPS);
}

/** `( name )`, the name of one field. */
export function fieldArgument(cursor: Cursor): string {
  const { text } = onlyArgument(cursor, 'the name of a field');
  return text === '' ? '_msg' : text;
}

/** The one text in `( a )`. */
export function onlyArgument(cursor: Cursor, expected: string): Compound {
  const bracket = cursor.token;
  const texts = cursor.list(() => textArgument(cursor));
  if (texts.length !== 1) cursor.fail(expected, { at: bracket, problem: `${texts.length} arguments` });
  return texts[0]!;
}

/** A duration at the cursor. */
export function requireDuration(cursor: Cursor): DurationLiteral {
  const { text, first } = cursor.compound('a duration like 5m');
  const ns = parseDurationNs(text);
  if (ns === undefined) cursor.fail('a duration like 5m or 1h30m', { at: first });
  return { text, ns };
}

/** `offset duration`, or null if no `offset` stands here. */
export function optionalOffset(cursor: Cursor): DurationLiteral | null {
  return cursor.accept('offset') ? requireDuration(cursor) : null;
}
