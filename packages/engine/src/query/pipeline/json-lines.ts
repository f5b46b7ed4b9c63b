import { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import type { ResultBatch } from './result-batch.ts';

export interface JsonLinesOptions {
  /** `stored`: numbers where a row of `query` has numbers. `texts`: every value is a text, as the query API of VictoriaLogs answers. */
  readonly values: 'stored' | 'texts';
}

/** Rows that are written at once: their texts are gone before the garbage collector looks at them. */
const CHUNK_ROWS = 512;

/**
 * The rows of a batch as JSON lines, each with its line end. Fields without a value are left out, and so are rows without
 * fields. No object is made of a row: a value that many rows share is written as JSON once.
 */
export function jsonLines(batch: ResultBatch, { values }: JsonLinesOptions): string {
  let text = '';
  const whole = FieldBatch.of(batch);
  for (let start = 0; start < whole.rowCount; start += CHUNK_ROWS) {
    text += linesOf(whole.slice(start, start + CHUNK_ROWS), values === 'stored');
  }
  return text;
}

function linesOf(batch: FieldBatch, withNumbers: boolean): string {
  const lines = new Array<string>(batch.rowCount).fill('');
  for (const [field, values] of batch.fields) {
    const name = `${JSON.stringify(field)}:`;
    const jsonOf = valueWriter(values, withNumbers);
    const present = values.presentRows?.() ?? null;
    const count = present === null ? batch.rowCount : present.length;
    for (let i = 0; i < count; i++) {
      const row = present === null ? i : present[i]!;
      const value = jsonOf(row);
      if (value !== '') lines[row] += lines[row] === '' ? name + value : `,${name}${value}`;
    }
  }
  let text = '';
  for (const line of lines) if (line !== '') text += `{${line}}\n`;
  return text;
}

/** The JSON of the value of a row; empty where it has none. */
function valueWriter(values: FieldValues, withNumbers: boolean): (row: number) => string {
  const coded = values.dictionary();
  const written: string[] = [];
  const texts = coded === null ? values.texts() : coded.values;
  return (row) => {
    const place = coded === null ? row : coded.codes[row]!;
    const text = texts[place]!;
    if (text === '') return '';
    if (withNumbers && values.isNumber(row)) return text;
    if (coded === null) return JSON.stringify(text);
    written[place] ??= JSON.stringify(text);
    return written[place];
  };
}
