import { Bitmap } from '../bytes/bitmap.ts';
import type { BlockSource } from './block-source.ts';
import { fieldNameOf } from './field-name.ts';
import { GroupCounter } from './group-counter.ts';
import type { QueryContext } from './query-context.ts';

/**
 * How many rows have each value of a field, deleted rows left out; `tags` by element. Rows without the field are under `''`.
 * Costs a look at the directory for each block without deleted rows whose directory counts the values.
 * @throws LimitExceededError, CancelledError as `QueryContext.check`.
 */
export function valueTotals(source: BlockSource, field: string, context: QueryContext): Map<string, number> {
  const counter = new GroupCounter([fieldNameOf(field)]);
  for (const block of source.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
    context.check();
    counter.add(block, block.deleted === null ? null : Bitmap.full(block.rowCount).andNot(block.deleted));
  }
  return counter.counts;
}
