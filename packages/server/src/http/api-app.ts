import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { MethodNotAllowedError, NotFoundError } from '../errors/server-error.ts';
import type { Receiver } from '../receivers/receiver.ts';
import { compressAnswers } from './answer-encoding.ts';
import { replyFailure } from './failure-reply.ts';
import { type MountParts, mountRoutes } from './mount-routes.ts';
import type { ReceiverEndpoint } from './receiver-endpoint.ts';
import { mountReceivers } from './receiver-routes.ts';
import type { Route } from './route.ts';
import { SECURITY_HEADERS, TLS_HEADERS } from './security-headers.ts';

export interface ApiAppParts extends MountParts {
  readonly log: Logger;
  readonly routes: readonly Route[];
  readonly receivers: readonly Receiver[];
  readonly endpoint: ReceiverEndpoint;
  /** Makes the server that calls the listener for what is not answered before. */
  readonly makeServer: (handle: RequestListener) => Server;
}

/** All that is not a plain path of a receiver: the API, and the paths of receivers with parameters. */
export function makeApiApp(parts: ApiAppParts): FastifyInstance {
  // Loaded when a server is made, not before: its threads start meanwhile.
  const { fastify: Fastify, LogController } = createRequire(import.meta.url)('fastify') as typeof import('fastify');
  const app = Fastify({
    loggerInstance: parts.log,
    // Requests are counted, and failures of ours logged where they are answered.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    // Those that come while the server stops are told so by the guard of what they ask for, or may still be answered.
    return503OnClosing: false,
    // Addresses with a slash at their end make paths with two.
    routerOptions: { maxParamLength: 512, ignoreDuplicateSlashes: true },
    serverFactory: (handle) => parts.makeServer(handle as (request: IncomingMessage, response: ServerResponse) => void),
  }) as unknown as FastifyInstance;
  const headers = { ...SECURITY_HEADERS, ...(parts.config.tls.cert === '' ? {} : TLS_HEADERS) };
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
  compressAnswers(app);
  app.setErrorHandler((error, _request, reply) => replyFailure(reply, error, 'json'));
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request.url.split('?')[0]!, parts);
    replyFailure(reply, methods.length > 0 ? notAllowed(methods) : new NotFoundError('there is nothing here'), 'json');
  });
  void app.register((scope, _options, done) => {
    mountRoutes(scope, parts.routes, parts);
    done();
  });
  void app.register((scope, _options, done) => {
    mountReceivers(scope, parts.receivers, parts.endpoint);
    done();
  });
  return app;
}

/** The methods of a path without parameters. */
function methodsOf(path: string, { routes, receivers }: Pick<ApiAppParts, 'routes' | 'receivers'>): string[] {
  const all = [...routes, ...receivers.flatMap((receiver) => receiver.routes)];
  const methods = new Set<string>(all.filter((route) => route.path === path).map(({ method }) => method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function notAllowed(methods: readonly string[]): MethodNotAllowedError {
  return new MethodNotAllowedError(`this is for ${methods.join(', ')}`, methods);
}
