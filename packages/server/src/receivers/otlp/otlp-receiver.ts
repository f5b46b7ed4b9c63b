import { setImmediate } from 'node:timers/promises';
import { BodyError } from '../../errors/server-error.ts';
import { debugAnswer } from '../debug-answer.ts';
import { readIngestParameters } from '../fields/ingest-parameters.ts';
import type { ReceivedRequest, Receiver, ReceiverAnswer, ReceiverContext, ReceiverFailure } from '../receiver.ts';
import { StoreSink, sinkOptions } from '../store-sink.ts';
import { exportResponse, exportResponseJson, grpcCodeOf, statusMessage } from './export-answer.ts';
import { exportLogs } from './export-logs.ts';
import { exportRequestFromJson } from './json-messages.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
/** The only statuses after which a client sends its records again. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Logs of OpenTelemetry over HTTP, in protobuf or JSON; the answer is in the form of the request. Records that are refused are counted in a partial
 * success, which clients do not send again.
 */
export const otlpReceiver: Receiver = {
  name: 'otlp',
  routes: [
    { method: 'POST', path: '/v1/logs' },
    { method: 'POST', path: '/insert/opentelemetry/v1/logs' },
  ],
  async receive(request: ReceivedRequest, context: ReceiverContext): Promise<ReceiverAnswer> {
    const parameters = readIngestParameters(request);
    const isJson = request.mediaType === JSON_TYPE;
    if (!isJson && ![PROTOBUF, 'application/protobuf', 'application/octet-stream', ''].includes(request.mediaType)) {
      throw new BodyError(415, `the media type must be ${PROTOBUF} or ${JSON_TYPE}, not ${request.mediaType}`);
    }
    const body = await request.readWhole();
    const sink = new StoreSink(context, sinkOptions(request, parameters.debug));
    const outcome = await exportLogs(isJson ? await fromJson(body) : body, parameters, context, sink);
    if (parameters.debug) return debugAnswer(sink);
    const headers = { 'content-type': isJson ? JSON_TYPE : PROTOBUF };
    return { status: 200, headers, body: isJson ? exportResponseJson(outcome) : exportResponse(outcome) };
  },
  errorAnswer: otlpErrorAnswer,
};

async function fromJson(body: Uint8Array): Promise<Uint8Array> {
  const steps = exportRequestFromJson(body);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await setImmediate();
  }
}

/** A `google.rpc.Status` in the form of the request. A full disk is worth another try later, so that it answers as one that is. */
function otlpErrorAnswer(failure: ReceiverFailure, { mediaType }: Pick<ReceivedRequest, 'mediaType'>): ReceiverAnswer {
  const status = failure.status === 507 ? 503 : failure.status;
  const { message, retryAfterSeconds = RETRYABLE.has(status) ? 1 : undefined } = failure;
  const isJson = mediaType === JSON_TYPE;
  const code = grpcCodeOf(status);
  return {
    status,
    headers: {
      'content-type': isJson ? JSON_TYPE : PROTOBUF,
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    },
    body: isJson ? JSON.stringify({ code, message }) : statusMessage(code, message),
  };
}
