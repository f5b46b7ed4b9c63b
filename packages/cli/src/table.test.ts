import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { type TableColumn, tableLines } from './table.ts';
import { Terminal } from './terminal.ts';

const stream = { isTTY: true, write: () => true, once: () => undefined, off: () => undefined, on: () => undefined };

function terminal(columns: number, isTTY: boolean = true): Terminal {
  const stdout = { ...stream, isTTY, columns };
  return new Terminal({ stdout, stderr: stream, environment: { NO_COLOR: '1' } });
}

interface Row {
  readonly name: string;
  readonly count: number;
  readonly text: string;
}

const COLUMNS: TableColumn<Row>[] = [
  { title: 'NAME', text: ({ name }) => name },
  { title: 'COUNT', align: 'right', text: ({ count }) => String(count) },
  { title: 'TEXT', text: ({ text }) => text },
];

describe('tableLines', () => {
  test('aligns, cuts what is too wide, and knows the width of wide characters', () => {
    const rows = [
      { name: 'é', count: 7, text: 'short' },
      { name: '日本', count: 1234, text: '日本語のログメッセージはここで切られる' },
    ];
    const lines = tableLines(terminal(40), COLUMNS, rows);
    expect(lines).toEqual(['NAME  COUNT  TEXT', 'é         7  short', '日本   1234  日本語のログメッセージはこ…']);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(40);
  });

  test('wraps between words and inside a word that is longer than a line', () => {
    const text = `a message of some words and ${'x'.repeat(40)} end`;
    expect(tableLines(terminal(40), COLUMNS, [{ name: 'n', count: 1, text }], { wrap: true })).toEqual([
      'NAME  COUNT  TEXT',
      'n         1  a message of some words and',
      `             ${'x'.repeat(27)}`,
      `             ${'x'.repeat(13)} end`,
    ]);
  });

  test('shows control characters instead of sending them', () => {
    const [, line] = tableLines(terminal(80), COLUMNS, [{ name: 'n', count: 1, text: 'a\u001b[2J\nb\u0007\u202e' }]);
    expect(line).toBe('n         1  a\\x1b[2J↵b\\x07\\u202e');
  });

  test('is plain fields for other programs', () => {
    const rows = [{ name: 'a\tb', count: 1, text: 'x\\y\nz'.repeat(50) }];
    expect(tableLines(terminal(40, false), COLUMNS, rows)).toEqual([`a\\tb\t1\t${'x\\y\\nz'.repeat(50)}`]);
  });

  test('has its titles even without rows, and cuts a huge cell in no time', () => {
    expect(tableLines(terminal(80), COLUMNS, [])).toEqual(['NAME  COUNT  TEXT']);
    const [, line] = tableLines(terminal(80), COLUMNS, [{ name: 'n', count: 1, text: 'é'.repeat(1_000_000) }]);
    expect(line).toBe(`n         1  ${'é'.repeat(66)}…`);
  });
});
