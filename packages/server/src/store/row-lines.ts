import type { ResultRow } from 'log-analytics-engine';

/**
 * Rows as JSON lines whose values are all texts, each line with its line end, in UTF-8. Fields without text are left out, and so
 * are rows without fields.
 */
export function rowLines(rows: readonly ResultRow[]): Uint8Array {
  let text = '';
  for (const row of rows) {
    let line = '';
    for (const field in row) {
      const value = row[field]!;
      if (value === '') continue;
      line += `${line === '' ? '{' : ','}${JSON.stringify(field)}:${JSON.stringify(String(value))}`;
    }
    if (line !== '') text += `${line}}\n`;
  }
  return Buffer.from(text);
}
