import type { IncomingHttpHeaders } from 'node:http';
import type { IngestReport } from 'log-analytics-engine';

/** A request as a receiver sees it: authenticated, its tenant known, its body decompressed and within the limits. */
export interface ReceivedRequest {
  readonly method: string;
  /** The path as requested, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The media type in lower case, without parameters; empty where there is none. */
  readonly mediaType: string;
  /**
   * The body as it arrives, decompressed as Content-Encoding says.
   * @throws BodyError (status 400, 413, 415) while it is read
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** The whole body. @throws LimitExceededError beyond `bodyBytesMax` (413), BodyError */
  readWhole(): Promise<Uint8Array>;
}

/** What a receiver gives to and asks of the server. */
export interface ReceiverContext {
  /**
   * Stores JSON lines for the tenant of the request; resolves when they are acknowledged. The bytes belong to the store from the call
   * on; in shared memory, until the promise is settled.
   * @throws StorageError, OverloadedError: nothing of this call is stored
   */
  store(ndjson: Uint8Array): Promise<IngestReport>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly limits: ReceiverLimits;
}

export interface ReceiverLimits {
  /** The longest line or entry, in bytes; 256 KiB unless configured. */
  readonly lineBytesMax: number;
  /** A body that must be held whole, in bytes after decompression; 64 MiB unless configured. */
  readonly bodyBytesMax: number;
}

export interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Where a receiver listens on the HTTP port. A path may have parameters as in fastify: `/:index/_bulk`. */
export interface ReceiverRoute {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly path: string;
}

/**
 * Takes the entries of one protocol in over HTTP. It translates a body to JSON lines of the engine's input keys (`_time`, `_msg`,
 * `level`, `source`, `tags`, and metadata), and the outcome to the protocol's answer; errors that it throws become the answer of
 * `errorAnswer`, in the form which clients of the protocol read.
 */
export interface Receiver {
  /** Its name in metrics, logs and the configuration. */
  readonly name: string;
  readonly routes: readonly ReceiverRoute[];
  receive(request: ReceivedRequest, context: ReceiverContext): Promise<ReceiverAnswer>;
  /** The answer for a failure, where the protocol's clients want another form than plain text. `retryAfterSeconds` goes with 429 and 503. */
  errorAnswer?(failure: ReceiverFailure, request: Pick<ReceivedRequest, 'mediaType' | 'path'>): ReceiverAnswer;
}

export interface ReceiverFailure {
  readonly status: number;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}
