import type { Bitmap } from '../../bytes/bitmap.ts';
import type { FieldBatch } from './field-batch.ts';
import { rowNumbers } from './row-numbers.ts';

/** The selected rows of a batch, in its order. */
export function pickSelected(batch: FieldBatch, selection: Bitmap): FieldBatch {
  return selection.isFull() ? batch : batch.pick(rowNumbers(selection));
}
