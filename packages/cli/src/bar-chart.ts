import { displayText } from './display-text.ts';
import { countText } from './number-text.ts';
import type { Terminal } from './terminal.ts';
import { fitText, padText, textWidth } from './text-width.ts';

const BAR_WIDTH_MAX = 40;
const LABEL_WIDTH_MAX = 32;
/** Eighths of a block. */
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A line for each name: name, count and a bar whose length is the count's share of the greatest. */
export function barChart(
  terminal: Terminal,
  counts: readonly (readonly [name: string, count: number])[],
  styleName: (name: string, text: string) => string = (_, text) => text,
): string[] {
  const labels = counts.map(([name]) => fitText(displayText(name), LABEL_WIDTH_MAX));
  const labelWidth = Math.max(0, ...labels.map(textWidth));
  const numbers = counts.map(([, count]) => countText(count));
  const numberWidth = Math.max(0, ...numbers.map((text) => text.length));
  const width = Math.min(BAR_WIDTH_MAX, terminal.columns - labelWidth - numberWidth - 6);
  const greatest = Math.max(1, ...counts.map(([, count]) => count));
  return counts.map(([name, count], i) => {
    const bar = terminal.style('blue', barText((count / greatest) * width));
    const label = styleName(name, padText(labels[i]!, labelWidth));
    return `  ${label}  ${padText(numbers[i]!, numberWidth, 'right')}  ${bar}`.trimEnd();
  });
}

/** At least the thinnest line, for what is there must be seen. */
function barText(length: number): string {
  const eighths = Math.max(1, Math.round(length * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + PARTS[eighths % 8]!;
}
