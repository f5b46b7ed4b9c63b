import type { QueryContext } from '../query-context.ts';
import type { BatchDictionary, ResultBatch } from './result-batch.ts';

/** What a text in a set takes beside its characters, roughly, in bytes. */
const TEXT_BYTES = 64;

/** The distinct texts of a column in the rows of a result. @throws LimitExceededError as `QueryContext.reserve` */
export function columnValues(batches: Iterable<ResultBatch>, column: string, context: QueryContext): string[] {
  const values = new Set<string>();
  for (const batch of batches) {
    const dictionary = batch.dictionary(column);
    for (const text of dictionary === null ? batch.texts(column) : usedValues(dictionary)) {
      if (values.has(text)) continue;
      context.reserve(text.length * 2 + TEXT_BYTES);
      values.add(text);
    }
  }
  return [...values];
}

/** The values of a dictionary that some row has. */
export function usedValues({ values, codes }: BatchDictionary): string[] {
  const used = new Uint8Array(values.length);
  for (let row = 0; row < codes.length; row++) used[codes[row]!] = 1;
  return values.filter((_, code) => used[code] === 1);
}
