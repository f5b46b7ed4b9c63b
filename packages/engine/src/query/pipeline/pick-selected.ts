import type { Bitmap } from '../../bytes/bitmap.ts';
import type { FieldBatch } from './field-batch.ts';

/** The selected rows of a batch, in its order. */
export function pickSelected(batch: FieldBatch, selection: Bitmap): FieldBatch {
  const count = selection.count();
  if (count === batch.rowCount) return batch;
  const rows = new Uint32Array(count);
  let at = 0;
  for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) rows[at++] = row;
  return batch.pick(rows);
}
