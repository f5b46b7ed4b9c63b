import type { BatchDictionary } from './result-batch.ts';

/** Takes some rows with the same text, the first of them among it. */
export type CountRows = (text: string, rows: number, firstRow: number) => void;

/** Calls `count` with each value that some row has. */
export function countCodes({ values, codes }: BatchDictionary, count: CountRows): void {
  const rows = new Uint32Array(values.length);
  const firstRows = new Uint32Array(values.length);
  for (let row = codes.length - 1; row >= 0; row--) {
    const code = codes[row]!;
    rows[code]!++;
    firstRows[code] = row;
  }
  for (let code = 0; code < rows.length; code++) {
    if (rows[code]! > 0) count(values[code]!, rows[code]!, firstRows[code]!);
  }
}
