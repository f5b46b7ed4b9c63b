import type { ReceiverAnswer } from './receiver.ts';
import type { StoreSink } from './store-sink.ts';

/** The answer to a request with `debug`, whatever its protocol: the JSON lines that would have been stored. */
export function debugAnswer(sink: StoreSink): ReceiverAnswer {
  return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body: sink.shown };
}
