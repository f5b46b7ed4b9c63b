import { bulkReceiver } from './elasticsearch/bulk-receiver.ts';
import { handshakeReceiver } from './elasticsearch/handshake-receiver.ts';
import { jsonLinesReceiver } from './json-lines-receiver.ts';
import { lokiReceiver } from './loki/loki-receiver.ts';
import { otlpReceiver } from './otlp/otlp-receiver.ts';
import type { Receiver } from './receiver.ts';

/** Every receiver of the HTTP port. Where paths of two match a request, the more literal one is meant. */
export const RECEIVERS: readonly Receiver[] = [
  jsonLinesReceiver,
  bulkReceiver,
  handshakeReceiver,
  lokiReceiver,
  otlpReceiver,
];
