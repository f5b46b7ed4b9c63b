import { debugAnswer } from '../debug-answer.ts';
import { readIngestParameters } from '../fields/ingest-parameters.ts';
import { LineOutput } from '../fields/line-output.ts';
import { LineChunker } from '../line-chunker.ts';
import type { ReceivedRequest, Receiver, ReceiverAnswer, ReceiverContext } from '../receiver.ts';
import { StoreSink, sinkOptions } from '../store-sink.ts';
import { BulkDelivery } from './bulk-delivery.ts';
import { BulkItems } from './bulk-items.ts';
import { BulkTranslator } from './bulk-translator.ts';
import { elasticErrorAnswer } from './elastic-error.ts';
import { elasticHeaders } from './elastic-headers.ts';
import { FilterPath } from './filter-path.ts';

/** Lines are read in chunks of so many bytes, and go to the store in chunks that fill a block. */
const READ_BYTES = 1 << 20;
const STORE_BYTES = 4 << 20;

/**
 * The bulk API of Elasticsearch: `index` and `create` store a document as an entry, with its index as `_index` and its id, where it has
 * one, as `_id`; `update` and `delete` are answered with a 400 of their own. The body is read as it arrives; what
 * `BulkDelivery` says of failures goes for all of it.
 */
export const bulkReceiver: Receiver = {
  name: 'elasticsearch',
  routes: ['/_bulk', '/:index/_bulk', '/insert/elasticsearch/_bulk', '/insert/elasticsearch/:index/_bulk'].flatMap(
    (path) => [
      { method: 'POST' as const, path },
      { method: 'PUT' as const, path },
    ],
  ),
  receive: receiveBulk,
  errorAnswer: elasticErrorAnswer,
};

async function receiveBulk(request: ReceivedRequest, context: ReceiverContext): Promise<ReceiverAnswer> {
  const startMs = context.clock();
  const parameters = readIngestParameters(request);
  const filter = new FilterPath(request.query.get('filter_path') ?? '');
  const sink = new StoreSink(context, sinkOptions(request, parameters.debug));
  const items = new BulkItems(filter);
  const output = new LineOutput(parameters, context.clock, { isSenders: true });
  const translator = new BulkTranslator(output.writer, items, indexOfPath(request.path));
  const delivery = new BulkDelivery({ translator, output, items, sink });
  try {
    await translate(request, context, translator, async (isEnd) => {
      sink.requireRoom(output.writer.length);
      if (isEnd || (output.writer.length >= STORE_BYTES && !sink.isOneBatch)) await delivery.send();
    });
  } catch (error) {
    await delivery.breakOff(error);
  } finally {
    output.release();
  }
  await delivery.end();
  if (parameters.debug) return debugAnswer(sink);
  const headers = elasticHeaders(request);
  return { status: 200, headers, body: bulkAnswer(items, filter, Math.max(0, Math.round(context.clock() - startMs))) };
}

/** Reads the body. @param onLines is called after each piece of it, and at its end */
async function translate(
  request: ReceivedRequest,
  context: ReceiverContext,
  translator: BulkTranslator,
  onLines: (isEnd: boolean) => Promise<void>,
): Promise<void> {
  const chunker = new LineChunker(READ_BYTES, context.limits.lineBytesMax, { marksLeftOut: true });
  for await (const bytes of request.body) {
    const lines = chunker.push(bytes);
    if (lines === undefined) continue;
    translator.addLines(lines);
    await onLines(false);
  }
  const lines = chunker.end();
  if (lines !== undefined) translator.addLines(lines);
  translator.end();
  await onLines(true);
}

/** Compact, and `errors` right before `items`: some shippers look for that very text. */
function bulkAnswer(items: BulkItems, filter: FilterPath, tookMs: number): Uint8Array {
  const shown = filter.apply({ took: tookMs, errors: items.hasErrors }) as Record<string, unknown> | undefined;
  const members: Uint8Array[] = Object.entries(shown ?? {}).map(([name, value]) =>
    Buffer.from(`${JSON.stringify(name)}:${JSON.stringify(value)}`),
  );
  const list = items.json();
  if (list !== undefined) members.push(Buffer.concat([Buffer.from('"items":'), list]));
  const parts = members.flatMap((member, i) => (i === 0 ? [member] : [Buffer.from(','), member]));
  return Buffer.concat([Buffer.from('{'), ...parts, Buffer.from('}')]);
}

/** The index that stands in the path: `/logs/_bulk`. */
function indexOfPath(path: string): string | undefined {
  const index = /^(?:\/insert\/elasticsearch)?\/([^/]+)\/_bulk$/.exec(path)?.[1];
  if (index === undefined) return undefined;
  try {
    return decodeURIComponent(index);
  } catch {
    return index;
  }
}
