import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { AccessGuard } from '../auth/access-guard.ts';
import { type Failure, failureOf, isOurFault } from '../errors/error-status.ts';
import { StoppingError } from '../errors/server-error.ts';
import { countRequest } from '../operations/ingest-figures.ts';
import type { IngestService } from '../operations/ingest-service.ts';
import type { Receiver, ReceiverAnswer } from '../receivers/receiver.ts';
import { batchOf } from './batch-id.ts';
import { HttpReceivedRequest, mediaTypeOf } from './http-received-request.ts';
import type { IdleWatch } from './idle-watch.ts';
import { closeSoftly } from './soft-close.ts';

const INGEST = { role: 'ingest' } as const;

export interface ReceiverEndpointParts {
  readonly guard: AccessGuard;
  readonly ingest: IngestService;
  readonly watch: IdleWatch;
  readonly log: Logger;
  readonly isStopping: () => boolean;
}

/**
 * Answers the requests of receivers. It works on the plain request and response: what the API needs for each request would cost more
 * than to store a line.
 */
export class ReceiverEndpoint {
  readonly #parts: ReceiverEndpointParts;

  constructor(parts: ReceiverEndpointParts) {
    this.#parts = parts;
  }

  /** Answers; never rejects: a defect costs one connection, not the process. */
  async answer(receiver: Receiver, request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await this.#receive(receiver, request);
      countRequest(this.#parts.ingest.figuresOf(this.#parts.ingest.byReceiver, receiver.name), answer.status);
      this.#send(request, response, answer);
    } catch (error) {
      this.#parts.log.error({ err: error, receiver: receiver.name }, 'a request could not be answered');
      response.destroy();
    }
  }

  async #receive(receiver: Receiver, request: IncomingMessage): Promise<ReceiverAnswer> {
    let received: HttpReceivedRequest | undefined;
    try {
      if (this.#parts.isStopping()) throw new StoppingError();
      const { tenant } = await this.#parts.guard.admit(request, INGEST);
      const batch = batchOf(request.headers);
      const context = this.#parts.ingest.admit(tenant, receiver.name, batch);
      received = new HttpReceivedRequest(request, tenant, this.#parts.ingest, this.#parts.watch, batch);
      return await receiver.receive(received, context);
    } catch (error) {
      return this.#failed(receiver, request, error);
    } finally {
      received?.release();
    }
  }

  #failed(receiver: Receiver, request: IncomingMessage, error: unknown): ReceiverAnswer {
    const failure = failureOf(error);
    if (isOurFault(failure))
      this.#parts.log.error({ err: error, receiver: receiver.name }, 'a request could not be stored');
    const path = (request.url ?? '/').split('?')[0]!;
    const own = receiver.errorAnswer?.(failure, { mediaType: mediaTypeOf(request.headers), path });
    const { status, headers, body } = own ?? plainAnswer(failure);
    return { status, headers: { ...headersOf(failure), ...headers }, ...(body !== undefined && { body }) };
  }

  #send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: ReceiverAnswer): void {
    if (response.destroyed || response.headersSent) return;
    if (this.#parts.isStopping()) response.shouldKeepAlive = false;
    closeSoftly(request, response);
    const bodyBytes = status === 204 || status === 304 ? undefined : byteLength(body);
    response.writeHead(status, {
      ...headers,
      'x-content-type-options': 'nosniff',
      ...(bodyBytes !== undefined && { 'content-length': bodyBytes }),
    });
    response.end(request.method === 'HEAD' || bodyBytes === undefined ? undefined : body);
  }
}

function plainAnswer({ status, message }: Failure): ReceiverAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${message}\n` };
}

/** The headers that go with some failures, whatever the form of the answer. */
export function headersOf({ status, retryAfterSeconds }: Failure): Record<string, string> {
  return {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(status === 401 && { 'www-authenticate': 'Basic realm="log-analytics", charset="UTF-8", Bearer' }),
  };
}

function byteLength(body: string | Uint8Array | undefined): number {
  if (body === undefined) return 0;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.length;
}
