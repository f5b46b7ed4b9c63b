import { displayText, fieldText } from './display-text.ts';
import type { Terminal } from './terminal.ts';
import { fitText, padText, textWidth, wrapText } from './text-width.ts';

export interface TableColumn<Row> {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** What a cell says; control characters in it are made visible. */
  readonly text: (row: Row) => string;
  /** Colours a cell that has been fitted. */
  readonly style?: (text: string, row: Row) => string;
  /** The column that gives way when the terminal is too narrow, and takes what is left; the last one unless one is marked. */
  readonly isFlexible?: boolean;
  /** The widest that the column gets. */
  readonly widthMax?: number;
}

export interface TableOptions {
  /** Shows the flexible column whole, over several lines; without it, it is cut with `…`. */
  readonly wrap?: boolean;
}

const GAP = '  ';
const FLEXIBLE_WIDTH_MIN = 12;

/**
 * Rows as lines: for eyes a table that fits the terminal, with titles; otherwise the same fields with tabs between them, whole and
 * without titles, for other programs.
 */
export function tableLines<Row>(
  terminal: Terminal,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  { wrap = false }: TableOptions = {},
): string[] {
  if (!terminal.isForEyes) return rows.map((row) => columns.map(({ text }) => fieldText(text(row))).join('\t'));
  const cells = rows.map((row) => columns.map(({ text }) => displayText(text(row))));
  const widths = fitWidths(columns, cells, terminal.columns);
  const titles = columns.map(({ title, align }, i) => padText(title, widths[i]!, align));
  const lines = [terminal.style('bold', titles.join(GAP).trimEnd())];
  rows.forEach((row, i) => {
    lines.push(...rowLines(columns, widths, cells[i]!, row, wrap));
  });
  return lines;
}

/** One row, over as many lines as its wrapped cell has. */
function rowLines<Row>(
  columns: readonly TableColumn<Row>[],
  widths: readonly number[],
  cells: readonly string[],
  row: Row,
  wrap: boolean,
): string[] {
  const flexible = flexibleColumn(columns);
  const parts = cells.map((cell, i) =>
    wrap && i === flexible ? wrapText(cell, widths[i]!) : [fitText(cell, widths[i]!)],
  );
  const height = Math.max(...parts.map((part) => part.length));
  return Array.from({ length: height }, (_, line) => {
    const texts = columns.map(({ align, style }, i) => {
      const text = parts[i]![line] ?? '';
      const isLast = i === columns.length - 1;
      const padded = isLast && align !== 'right' ? text : padText(text, widths[i]!, align);
      return style === undefined ? padded : style(padded, row);
    });
    return texts.join(GAP).trimEnd();
  });
}

function fitWidths<Row>(
  columns: readonly TableColumn<Row>[],
  cells: readonly (readonly string[])[],
  available: number,
): number[] {
  const wanted = columns.map(({ title, widthMax = Number.POSITIVE_INFINITY }, i) => {
    let width = textWidth(title);
    for (const row of cells) width = Math.max(width, textWidth(row[i]!.slice(0, available * 4)));
    return Math.max(textWidth(title), Math.min(width, widthMax));
  });
  const flexible = flexibleColumn(columns);
  const others = wanted.reduce((sum, width, i) => sum + (i === flexible ? 0 : width), 0);
  const left = available - others - GAP.length * (columns.length - 1);
  return wanted.map((width, i) => (i === flexible ? Math.max(FLEXIBLE_WIDTH_MIN, Math.min(width, left)) : width));
}

function flexibleColumn<Row>(columns: readonly TableColumn<Row>[]): number {
  const marked = columns.findIndex(({ isFlexible }) => isFlexible === true);
  return marked < 0 ? columns.length - 1 : marked;
}
