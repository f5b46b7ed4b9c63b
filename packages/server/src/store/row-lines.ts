import type { ResultRow } from 'log-analytics-engine';

/** Rows as JSON lines whose values are all texts, each line with its line end, in UTF-8. */
export function rowLines(rows: readonly ResultRow[]): Uint8Array {
  let text = '';
  for (const row of rows) {
    let line = '';
    for (const [field, value] of Object.entries(row)) {
      line += `${line === '' ? '{' : ','}${JSON.stringify(field)}:${JSON.stringify(String(value))}`;
    }
    text += line === '' ? '{}\n' : `${line}}\n`;
  }
  return Buffer.from(text);
}
