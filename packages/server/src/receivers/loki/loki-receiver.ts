import { InvalidArgumentError } from 'log-analytics-engine';
import { isEncoded } from '../../http/content-encoding.ts';
import { uncompressRawSnappy } from '../../http/raw-snappy.ts';
import { debugAnswer } from '../debug-answer.ts';
import { type IngestParameters, labelFilter, readFlag, readIngestParameters } from '../fields/ingest-parameters.ts';
import { LineOutput } from '../fields/line-output.ts';
import type { ReceivedRequest, Receiver, ReceiverAnswer, ReceiverContext } from '../receiver.ts';
import { runTranslation } from '../run-translation.ts';
import { StoreSink, sinkOptions } from '../store-sink.ts';
import { parseLabels } from './label-text.ts';
import { parseJsonLabels, writePushJson } from './push-json.ts';
import { writePushProtobuf } from './push-protobuf.ts';
import { PushWriter } from './push-writer.ts';
import { StreamPrefixes } from './stream-prefix.ts';

const UNPARSED = ['disable_message_parsing', 'vl-loki-disable-message-parsing'] as const;
/** Where lines lie that are no JSON objects while other lines are searched for a message. */
const LINE_NAME = '_msg';
const HELD_LINE_NAME = '\u0000line';

/** Where the labels of streams are kept from one request to the next: by whether they are the stream, or the request says which fields are. */
interface KnownPrefixes {
  readonly parse: ConstructorParameters<typeof StreamPrefixes>[0];
  readonly stream: StreamPrefixes;
  readonly fields: StreamPrefixes;
}

const PROTOBUF_PREFIXES = knownPrefixes(parseLabels);
const JSON_PREFIXES = knownPrefixes(parseJsonLabels);

/**
 * The push API of Loki: protobuf in raw snappy, or JSON. Labels and structured metadata become fields, the labels are also the entry's
 * `_stream` unless `_stream_fields` says otherwise, and a line that is a JSON object becomes fields, unless `disable_message_parsing` is set.
 * Nothing is stored of a body that cannot be read. Entries that are too long are left out, and the answer is 400 then.
 */
export const lokiReceiver: Receiver = {
  name: 'loki',
  routes: [
    { method: 'POST', path: '/loki/api/v1/push' },
    { method: 'POST', path: '/insert/loki/api/v1/push' },
  ],
  async receive(request: ReceivedRequest, context: ReceiverContext): Promise<ReceiverAnswer> {
    const parameters = readIngestParameters(request);
    const parsesLines = !readFlag(request, UNPARSED);
    const searchesLines = parsesLines && parameters.messageFields.length > 0;
    const output = new LineOutput(pushParameters(parameters, searchesLines), context.clock);
    const options = {
      parsesLines,
      lineName: searchesLines ? HELD_LINE_NAME : LINE_NAME,
      lineBytesMax: context.limits.lineBytesMax,
    };
    const writer = new PushWriter(output.writer, options, context.clock());
    const steps = await translation(request, context, parameters, writer);
    const chunks = await runTranslation(steps, output).finally(() => output.release());
    const sink = new StoreSink(context, sinkOptions(request, parameters.debug));
    try {
      for (const chunk of chunks) await sink.add(chunk);
    } catch (error) {
      await sink.abandon();
      throw error;
    }
    const report = await sink.end();
    if (parameters.debug) return debugAnswer(sink);
    if (writer.rejected + report.rejected === 0) return { status: 204 };
    const { lineBytesMax } = options;
    const reason = writer.rejected > 0 ? `longer than ${lineBytesMax} bytes` : (report.errors[0]?.reason ?? 'refused');
    return { status: 400, body: `${writer.rejected + report.rejected} entries were not stored: ${reason}\n` };
  },
};

/** Time and message of a push stand where they stand; only in lines that are JSON a message is looked for. */
function pushParameters(parameters: IngestParameters, searchesLines: boolean): IngestParameters {
  const messageFields = searchesLines ? [HELD_LINE_NAME, ...parameters.messageFields] : [];
  return { ...parameters, timeFields: [], messageFields };
}

async function translation(
  request: ReceivedRequest,
  context: ReceiverContext,
  parameters: IngestParameters,
  writer: PushWriter,
): Promise<Generator<void, void>> {
  const body = await request.readWhole();
  if (request.mediaType === 'application/json')
    return writePushJson(body, prefixesFor(parameters, JSON_PREFIXES), writer);
  if (!['', 'application/x-protobuf', 'application/octet-stream', 'application/protobuf'].includes(request.mediaType)) {
    throw new InvalidArgumentError(
      `the media type must be application/x-protobuf or application/json, not ${request.mediaType}`,
    );
  }
  // Without a Content-Encoding it is snappy all the same.
  const bytes = isEncoded(request.headers['content-encoding'])
    ? body
    : uncompressRawSnappy(body, context.limits.bodyBytesMax);
  return writePushProtobuf(bytes, prefixesFor(parameters, PROTOBUF_PREFIXES), writer);
}

function knownPrefixes(parse: KnownPrefixes['parse']): KnownPrefixes {
  return { parse, stream: new StreamPrefixes(parse, () => true), fields: new StreamPrefixes(parse, undefined) };
}

function prefixesFor(parameters: IngestParameters, { parse, stream, fields }: KnownPrefixes): StreamPrefixes {
  if (parameters.streamFields !== undefined) return fields;
  const changesLabels = !parameters.ignoreFields.isEmpty || parameters.extraFields.length > 0;
  return changesLabels ? new StreamPrefixes(parse, labelFilter(parameters)) : stream;
}
