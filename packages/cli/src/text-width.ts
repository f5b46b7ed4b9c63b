import { createRequire } from 'node:module';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const PRINTABLE_ASCII = /^[ -~]*$/;
const load = createRequire(import.meta.url);
let widthOf: ((text: string) => number) | undefined;

/** The columns that a text takes on a terminal; escape sequences of colours take none. */
export function textWidth(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : otherWidth(text);
}

/** The text, or its beginning with `…` where it is wider than `width` columns. It must hold no escape sequences. */
export function fitText(text: string, width: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
  // A text may be megabytes long, and a column has but hundreds of characters: nobody waits for the width of the rest.
  const start = text.slice(0, width * 16);
  if (start.length === text.length && otherWidth(text) <= width) return text;
  return `${takeWidth(start, width - 1)}…`;
}

/** Cuts a text into lines of at most `width` columns, between words where a word is not longer than a line. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (textWidth(rest.slice(0, width * 16)) > width) {
    const full = takeWidth(rest.slice(0, width * 16), width);
    const space = full.lastIndexOf(' ');
    const end = rest[full.length] === ' ' || space < width / 2 ? full.length : space;
    const taken = Math.max(end, 1);
    lines.push(rest.slice(0, taken).trimEnd());
    rest = rest.slice(taken).trimStart();
  }
  if (rest !== '' || lines.length === 0) lines.push(rest);
  return lines;
}

/** Fills up with spaces to `width` columns. */
export function padText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + space : space + text;
}

function takeWidth(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += textWidth(segment);
    if (used > width) break;
    taken += segment;
  }
  return taken;
}

/** Of what is not plain ASCII, which most commands never see: the tables behind it take longer to load than a command takes to start. */
function otherWidth(text: string): number {
  widthOf ??= (load('string-width') as typeof import('string-width')).default;
  return widthOf(text);
}
