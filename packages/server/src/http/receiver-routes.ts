import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { elasticRootAnswer, handshakeReceiver } from '../receivers/elasticsearch/handshake-receiver.ts';
import type { ReceivedRequest, Receiver } from '../receivers/receiver.ts';
import type { ReceiverEndpoint } from './receiver-endpoint.ts';

/** Paths of receivers that are plain texts, by method and path: they are looked up before anything else is done. */
export class ReceiverPaths {
  readonly #receivers = new Map<string, Receiver>();

  constructor(receivers: readonly Receiver[]) {
    for (const receiver of receivers) {
      for (const { method, path } of receiver.routes) {
        if (!hasParameters(path)) this.#receivers.set(`${method} ${path}`, receiver);
      }
    }
  }

  /** The receiver for a request; undefined where there is none, or its path has parameters. */
  find({ method, url = '/', headers }: IncomingMessage): Receiver | undefined {
    if (url === '/' && isElasticClient({ method: method ?? '', headers })) return elasticRoot;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    return this.#receivers.get(`${method} ${path.includes('//') ? path.replace(/\/{2,}/g, '/') : path}`);
  }
}

/** Mounts the paths of receivers that have parameters. */
export function mountReceivers(app: FastifyInstance, receivers: readonly Receiver[], endpoint: ReceiverEndpoint): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  for (const receiver of receivers) {
    for (const { method, path } of receiver.routes) {
      if (!hasParameters(path)) continue;
      app.route({
        method,
        url: path,
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          reply.hijack();
          await endpoint.answer(receiver, request.raw, reply.raw);
        },
      });
    }
  }
}

/** What clients of Elasticsearch that know no prefix find where everybody else finds the page. */
const elasticRoot: Receiver = {
  ...handshakeReceiver,
  routes: [],
  receive: (request) => Promise.resolve(elasticRootAnswer(request) ?? { status: 404 }),
};

function isElasticClient(request: Pick<ReceivedRequest, 'method' | 'headers'>): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && elasticRootAnswer(request) !== undefined;
}

function hasParameters(path: string): boolean {
  return path.includes(':') || path.includes('*');
}
