import { styleText } from 'node:util';
import { PAGE_WIDTH } from './page.ts';

export type Cell = string | number;

/**
 * Rows as lines of text under titles, which are the keys of the first row: numbers to the right, the last column as wide as the page
 * allows. Control characters are left out, for a log may hold any.
 */
export function textTable(rows: readonly Readonly<Record<string, Cell>>[], indent = '  '): string[] {
  const titles = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => titles.map((title) => oneLine(row[title] ?? '')));
  const widths = titles.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]!.length)));
  const others = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, indent.length);
  widths[widths.length - 1] = Math.min(widths.at(-1) ?? 0, Math.max(PAGE_WIDTH - others, 20));
  const isNumber = titles.map((title) => rows.every((row) => typeof row[title] === 'number'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) =>
        isNumber[i] ? cut(cell, widths[i]!).padStart(widths[i]!) : cut(cell, widths[i]!).padEnd(widths[i]!),
      )
      .join('  ')
      .trimEnd();
  const title = styleText('dim', line(titles));
  return [title, ...cells.map(line)].map((text) => indent + text);
}

/** Prints what `textTable` makes. */
export function printTable(rows: readonly Readonly<Record<string, Cell>>[]): void {
  for (const line of textTable(rows)) console.log(line);
}

function oneLine(cell: Cell): string {
  if (typeof cell === 'number') return cell.toLocaleString('en-US');
  return cell.replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '');
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
