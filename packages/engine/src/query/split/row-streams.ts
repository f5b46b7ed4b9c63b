import type { FieldBatch } from '../pipeline/field-batch.ts';
import { type BatchRow, gatherRows } from '../pipeline/gathered-batch.ts';
import type { RowOrder } from '../pipeline/row-order.ts';

/** Rows that are handed on at once. */
const OUTPUT_ROWS = 2048;

/** The next batch of a part, in order and not empty; undefined at its end. */
export type NextBatch = () => Promise<FieldBatch | undefined>;

/** The place of a part in its rows. */
interface Stream {
  readonly next: NextBatch;
  batch: FieldBatch;
  order: RowOrder;
  row: number;
}

/**
 * Merges the rows of parts by their order. Rows of one part that stand at one place stay as they are. A batch of a part is
 * asked for when the one before is used up.
 */
export async function* mergeRowStreams(parts: readonly NextBatch[]): AsyncGenerator<FieldBatch, void> {
  const streams: Stream[] = [];
  for (const [next, first] of await Promise.all(parts.map(async (part) => [part, await part()] as const))) {
    if (first !== undefined) streams.push({ next, batch: first, order: first.order!, row: 0 });
  }
  let waiting: BatchRow[] = [];
  while (streams.length > 0) {
    const stream = earliest(streams);
    const end = endOfRun(stream, streams);
    for (; stream.row < end; stream.row++) waiting.push({ batch: stream.batch, row: stream.row });
    if (stream.row === stream.batch.rowCount && !(await advance(stream))) streams.splice(streams.indexOf(stream), 1);
    if (waiting.length < OUTPUT_ROWS) continue;
    yield gatherRows(waiting);
    waiting = [];
  }
  if (waiting.length > 0) yield gatherRows(waiting);
}

function earliest(streams: readonly Stream[]): Stream {
  return streams.reduce((a, b) => (b.order.compare(b.row, a.order, a.row) < 0 ? b : a));
}

/** Behind the rows of a stream that come before every row of the others. */
function endOfRun(stream: Stream, streams: readonly Stream[]): number {
  const others = streams.filter((other) => other !== stream);
  if (others.length === 0) return stream.batch.rowCount;
  const bound = earliest(others);
  let low = stream.row + 1;
  let high = stream.batch.rowCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (stream.order.compare(middle, bound.order, bound.row) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function advance(stream: Stream): Promise<boolean> {
  const batch = await stream.next();
  if (batch === undefined) return false;
  stream.batch = batch;
  stream.order = batch.order!;
  stream.row = 0;
  return true;
}
