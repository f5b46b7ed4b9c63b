import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { LogAnalyticsEngine, type ResultRow } from 'log-analytics-engine';
import { failureOf } from '../errors/error-status.ts';
import type { ReceivedRequest, Receiver, ReceiverAnswer, ReceiverContext } from './receiver.ts';
import { RECEIVERS } from './receiver-registry.ts';

const LIMITS = { lineBytesMax: 256 << 10, bodyBytesMax: 64 << 20 };

/** What a request was, for transcripts. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The receivers on a port of their own, over an engine in memory. */
export class ReceiverHost {
  readonly engine: LogAnalyticsEngine = new LogAnalyticsEngine();
  readonly seen: SeenRequest[] = [];
  /** Thrown by the store instead of storing, once each. */
  readonly failures: Error[] = [];
  /** The chunks that came to the store. */
  readonly chunks: Uint8Array[] = [];
  readonly context: ReceiverContext;
  readonly #server: Server;
  readonly #receivers: readonly Receiver[];

  private constructor(receivers: readonly Receiver[], clock: () => number) {
    this.#receivers = receivers;
    this.context = {
      clock,
      limits: LIMITS,
      store: async (ndjson) => {
        this.chunks.push(ndjson.slice());
        await Promise.resolve();
        const failure = this.failures.shift();
        if (failure !== undefined) throw failure;
        return this.engine.ingestBytes(ndjson);
      },
    };
    this.#server = createServer((request, response) => {
      void this.#handle(request, response);
    });
  }

  static async start(
    options: { readonly receivers?: readonly Receiver[]; readonly clock?: () => number } = {},
  ): Promise<ReceiverHost> {
    const host = new ReceiverHost(options.receivers ?? RECEIVERS, options.clock ?? Date.now);
    await new Promise<void>((resolve) => host.#server.listen(0, '127.0.0.1', resolve));
    return host;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  post(path: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, { method: 'POST', body: body as string, headers });
  }

  /** All rows in the order in which they came, or those of a query. */
  rows(query = '*'): readonly ResultRow[] {
    return [...this.engine.query(`${query} | sort by (_time)`)];
  }

  /** What the store was given, line by line. */
  lines(): unknown[] {
    const text = Buffer.concat(this.chunks).toString();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.engine.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = receivedRequest(request);
    const answer = await this.#answer(received);
    this.seen.push({ method: received.method, path: received.path, status: answer.status });
    request.resume();
    response.writeHead(answer.status, { ...answer.headers });
    response.end(answer.body);
  }

  async #answer(request: ReceivedRequest): Promise<ReceiverAnswer> {
    const receiver = findReceiver(this.#receivers, request.method, request.path);
    if (receiver === undefined) return { status: 404, body: 'not found' };
    try {
      return await receiver.receive(request, this.context);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === 'INTERNAL') console.error(error);
      return receiver.errorAnswer?.(failure, request) ?? { status: failure.status, body: failure.message };
    }
  }
}

function findReceiver(receivers: readonly Receiver[], method: string, path: string): Receiver | undefined {
  return receivers.find(({ routes }) =>
    routes.some((route) => {
      const pattern = route.path.replace(/:\w+/g, '[^/]+').replace('*', '.*');
      return route.method === method && new RegExp(`^${pattern}$`).test(path);
    }),
  );
}

function receivedRequest(request: IncomingMessage): ReceivedRequest {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = decoded(request);
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    mediaType: (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase(),
    body: body as AsyncIterable<Uint8Array>,
    async readWhole() {
      return Buffer.concat(await body.toArray());
    },
  };
}

function decoded(request: IncomingMessage): Readable {
  switch (request.headers['content-encoding']) {
    case 'gzip':
      return request.pipe(createGunzip());
    case 'deflate':
      return request.pipe(createInflate());
    case 'zstd':
      return request.pipe(createZstdDecompress());
    default:
      return request;
  }
}
