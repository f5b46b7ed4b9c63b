import type { ExplainedPart, ExplainedStep, QueryExplanation } from 'log-analytics-engine';
import { displayText } from './display-text.ts';
import { countText, durationText, pluralText } from './number-text.ts';
import { type TableColumn, tableLines } from './table.ts';
import type { Terminal } from './terminal.ts';

/** How a query was run, for a person to read. */
export function explanationLines(terminal: Terminal, explanation: QueryExplanation): string[] {
  const { query, start, end, filters, blocks, rows, steps, parts, ms } = explanation;
  const line = (name: string, text: string): string => `${terminal.style('bold', name.padEnd(9))}${displayText(text)}`;
  return [
    line('query', query),
    ...(start === null && end === null ? [] : [line('times', timesText(start, end))]),
    ...filters.map((filter, i) => line(i === 0 ? 'filters' : '', filter)),
    line('blocks', blocksText(blocks)),
    line('rows', `${countText(rows.considered)} in these blocks, ${countText(rows.returned)} in the result`),
    line('time', durationText(ms / 1000)),
    '',
    ...tableLines(terminal, STEP_COLUMNS, steps),
    ...(parts.length > 1 ? ['', ...tableLines(terminal, PART_COLUMNS, [...parts.entries()])] : []),
  ];
}

function timesText(start: string | null, end: string | null): string {
  if (start === null) return `until ${end}`;
  return end === null ? `from ${start}` : `${start} … ${end}`;
}

function blocksText({ total, read, answered, skipped, unneeded }: QueryExplanation['blocks']): string {
  const reasons = Object.entries(skipped).filter(([, count]) => count > 0);
  const skippedCount = reasons.reduce((sum, [, count]) => sum + count, 0);
  const why =
    reasons.length === 0 ? '' : ` (${reasons.map(([name, count]) => `${name} ${countText(count)}`).join(', ')})`;
  return (
    `${countText(read)} of ${pluralText(total, 'block')} read, ${countText(answered)} answered from the directory, ` +
    `${countText(skippedCount)} skipped${why}, ${countText(unneeded)} not needed`
  );
}

const STEP_COLUMNS: readonly TableColumn<ExplainedStep>[] = [
  { title: 'STEP', text: ({ step }) => step, isFlexible: true },
  { title: 'WORKS ON', text: ({ on }) => on },
  { title: 'ROWS IN', align: 'right', text: ({ rowsIn }) => countText(rowsIn) },
  { title: 'ROWS OUT', align: 'right', text: ({ rowsOut }) => countText(rowsOut) },
  { title: 'TIME', align: 'right', text: ({ ms }) => durationText(ms / 1000) },
];

const PART_COLUMNS: readonly TableColumn<readonly [index: number, part: ExplainedPart]>[] = [
  { title: 'WORKER', text: ([index]) => String(index + 1) },
  { title: 'BLOCKS READ', align: 'right', text: ([, { read }]) => countText(read) },
  { title: 'ROWS', align: 'right', text: ([, { considered }]) => countText(considered) },
  { title: 'TIME', align: 'right', text: ([, { ms }]) => durationText(ms / 1000) },
];
