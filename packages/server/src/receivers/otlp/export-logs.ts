import { type IngestParameters, labelFilter } from '../fields/ingest-parameters.ts';
import { LineOutput } from '../fields/line-output.ts';
import type { ReceiverContext } from '../receiver.ts';
import { runTranslation } from '../run-translation.ts';
import type { StoreSink } from '../store-sink.ts';
import type { ExportOutcome } from './export-answer.ts';
import { LogsDecoder } from './logs-decoder.ts';

const BODY_NAME = '_msg';
/** Where bodies that are one value lie while those that have keys are searched for a message. */
const HELD_BODY_NAME = '\u0000body';

/**
 * Stores the records of an export request in protobuf. Nothing is stored of one that cannot be read.
 * @throws InvalidArgumentError where it cannot be read; what the store throws
 */
export async function exportLogs(
  request: Uint8Array,
  parameters: IngestParameters,
  context: ReceiverContext,
  sink: StoreSink,
): Promise<ExportOutcome> {
  const searches = parameters.messageFields.length > 0;
  const messageFields = searches ? [HELD_BODY_NAME, ...parameters.messageFields] : [];
  const output = new LineOutput({ ...parameters, timeFields: [], messageFields }, context.clock);
  const { lineBytesMax } = context.limits;
  const decoder = new LogsDecoder(request, output.writer, {
    isLabel: parameters.streamFields === undefined ? labelFilter(parameters) : undefined,
    bodyName: searches ? HELD_BODY_NAME : BODY_NAME,
    lineBytesMax,
    nowMs: context.clock(),
  });
  const chunks = await runTranslation(decoder.run(), output).finally(() => output.release());
  try {
    for (const chunk of chunks) await sink.add(chunk);
  } catch (error) {
    await sink.abandon();
    throw error;
  }
  const report = await sink.end();
  const reason = decoder.rejected > 0 ? `longer than ${lineBytesMax} bytes` : (report.errors[0]?.reason ?? 'refused');
  return { rejected: decoder.rejected + report.rejected, reason };
}
