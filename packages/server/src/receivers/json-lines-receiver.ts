import type { IngestReport } from 'log-analytics-engine';
import { giveChunkMemory } from './chunk-memory.ts';
import { debugAnswer } from './debug-answer.ts';
import { type IngestParameters, readIngestParameters } from './fields/ingest-parameters.ts';
import { LineOutput } from './fields/line-output.ts';
import { LineChunker } from './line-chunker.ts';
import type { ReceivedRequest, Receiver, ReceiverAnswer, ReceiverContext } from './receiver.ts';
import { StoreSink, sinkOptions } from './store-sink.ts';

/** What fills a block of the store. */
const CHUNK_BYTES = 4 << 20;
/** A body may be a log that is being written, whose lines are wanted before its end: so long they are held, in milliseconds. */
const HELD_MS = 1000;
const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * JSON lines. The body is cut at line ends while it arrives, and goes to the store as it is unless parameters ask for more. A bad
 * line does not fail the others: the answer is 200 in any case, without a body; `Accept: application/json` gets the report.
 */
export const jsonLinesReceiver: Receiver = {
  name: 'jsonline',
  routes: [{ method: 'POST', path: '/insert/jsonline' }],
  async receive(request: ReceivedRequest, context: ReceiverContext): Promise<ReceiverAnswer> {
    const parameters = readIngestParameters(request);
    const sink = new StoreSink(context, sinkOptions(request, parameters.debug));
    try {
      await storeLines(request, context, parameters, sink);
    } catch (error) {
      await sink.abandon();
      throw error;
    }
    const report = await sink.end();
    if (parameters.debug) return debugAnswer(sink);
    if (!/\bapplication\/json\b/.test(request.headers.accept ?? '')) return { status: 200 };
    return { status: 200, headers: JSON_TYPE, body: reportJson(report) };
  },
};

async function storeLines(
  request: ReceivedRequest,
  context: ReceiverContext,
  parameters: IngestParameters,
  sink: StoreSink,
): Promise<void> {
  const { lineBytesMax } = context.limits;
  const chunker = new LineChunker(CHUNK_BYTES, lineBytesMax);
  const output = new LineOutput(parameters, context.clock, { isSenders: true });
  const store = async (lines: Uint8Array | undefined): Promise<void> => {
    if (lines === undefined) return;
    const mapped = output.map(lines);
    if (mapped !== lines) giveChunkMemory(lines);
    await sink.add(mapped);
  };
  try {
    let heldSinceMs = performance.now();
    for await (const bytes of request.body) {
      const nowMs = performance.now();
      const lines = chunker.push(bytes) ?? (nowMs - heldSinceMs > HELD_MS ? chunker.take() : undefined);
      if (lines === undefined) continue;
      heldSinceMs = nowMs;
      await store(lines);
    }
    await store(chunker.end());
  } finally {
    output.release();
  }
  if (chunker.skippedLines > 0) sink.reject(chunker.skippedLines, `longer than ${lineBytesMax} bytes`);
}

function reportJson({ accepted, malformed, rejected, dropped, errors }: IngestReport): string {
  return JSON.stringify({ accepted, malformed, rejected, dropped, errors });
}
