import type { ResultBatch } from './result-batch.ts';

/** What a row takes in a field beside its text, roughly, in bytes. */
const ROW_BYTES = 8;

/** What the rows of a batch take once they stand by themselves, roughly, in bytes. */
export function batchBytes(batch: ResultBatch): number {
  let bytes = 0;
  for (const field of batch.fieldNames) {
    bytes += batch.rowCount * ROW_BYTES;
    if (field === '_time' && batch.times() !== null) continue;
    for (const text of batch.dictionary(field)?.values ?? batch.texts(field)) bytes += text.length * 2;
  }
  return bytes;
}
