import type { LogEntry } from 'log-analytics-engine';
import { styleByLevel } from './level-style.ts';
import type { TableColumn } from './table.ts';
import type { Terminal } from './terminal.ts';

/** The columns that are shown unless others are asked for. */
export const ENTRY_FIELDS: readonly string[] = ['time', 'level', 'source', 'message'];

/** Columns by name: `time`, `level`, `source`, `tags`, `message`, or the path of any other field. */
export function entryColumns(terminal: Terminal, fields: readonly string[]): TableColumn<LogEntry>[] {
  return fields.map((field) => {
    const special = SPECIAL[field];
    if (special !== undefined) return special(terminal);
    return { title: field, text: (entry) => entry.metadataValues(field).map(valueText).join(' '), widthMax: 40 };
  });
}

const SPECIAL: Readonly<Record<string, (terminal: Terminal) => TableColumn<LogEntry>>> = {
  time: (terminal) => ({
    title: 'TIME',
    text: (entry) => entry.date.toISOString(),
    style: (text) => terminal.style('dim', text),
  }),
  level: (terminal) => ({
    title: 'LEVEL',
    text: (entry) => entry.level,
    style: (text, entry) => styleByLevel(terminal, entry.level, text),
    widthMax: 12,
  }),
  source: (terminal) => ({
    title: 'SOURCE',
    text: (entry) => entry.source,
    style: (text) => terminal.style('cyan', text),
    widthMax: 28,
  }),
  tags: () => ({ title: 'TAGS', text: (entry) => entry.tags.join(','), widthMax: 28 }),
  message: () => ({ title: 'MESSAGE', text: (entry) => entry.message, isFlexible: true }),
};

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? '');
}
