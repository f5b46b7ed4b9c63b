import type { BatchDictionary } from './result-batch.ts';

/** Calls `count` with each value that some row has, and the number of these rows. */
export function countCodes({ values, codes }: BatchDictionary, count: (text: string, rows: number) => void): void {
  const rows = new Uint32Array(values.length);
  for (let row = 0; row < codes.length; row++) rows[codes[row]!]!++;
  for (let code = 0; code < rows.length; code++) if (rows[code]! > 0) count(values[code]!, rows[code]!);
}
