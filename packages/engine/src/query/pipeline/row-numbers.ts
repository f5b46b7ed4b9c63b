import type { Bitmap } from '../../bytes/bitmap.ts';

/** The set rows, ascending. */
export function rowNumbers(selection: Bitmap): Uint32Array {
  const rows = new Uint32Array(selection.count());
  let at = 0;
  for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) rows[at++] = row;
  return rows;
}
