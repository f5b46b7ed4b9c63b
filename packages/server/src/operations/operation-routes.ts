import type { Route } from '../http/route.ts';
import type { ServerMetrics } from './server-metrics.ts';

export interface OperationParts {
  readonly metrics: () => ServerMetrics;
  /** Why the server takes no requests now; undefined where it does. */
  readonly notReady: () => string | undefined;
}

const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json';
/** The second is where those of Prometheus and VictoriaMetrics look. */
const HEALTH_PATHS: readonly string[] = ['/health', '/-/healthy'];
/** Beside our own: Prometheus', and where senders to VictoriaLogs look, of which one wants JSON. */
const READY_PATHS: readonly string[] = ['/ready', '/-/ready', '/insert/loki/ready', '/insert/ready'];

/** Whether it lives, whether it can be used, and its figures. */
export function operationRoutes({ metrics, notReady }: OperationParts): Route[] {
  return [
    ...HEALTH_PATHS.map(healthRoute),
    ...READY_PATHS.map((path) => readyRoute(path, notReady)),
    {
      method: 'GET',
      path: '/internal/force_flush',
      role: 'ingest',
      summary: 'Does nothing: what is acknowledged is seen by queries. Tests of VictoriaLogs ask for this in between',
      errors: 'text',
      schema: { answer: { mediaType: TEXT, description: 'Nothing is left to be done' } },
      handle: async (_request, reply) => reply.type(TEXT).send(''),
    },
    {
      method: 'GET',
      path: '/metrics',
      role: 'read',
      scope: 'server',
      summary: 'The figures of the server, in the text format of Prometheus',
      errors: 'text',
      schema: { answer: { mediaType: 'text/plain; version=0.0.4', description: 'The metrics' } },
      handle: async (_request, reply) => reply.type(metrics().contentType).send(await metrics().text()),
    },
  ];
}

function healthRoute(path: string): Route {
  return {
    method: 'GET',
    path,
    role: 'open',
    summary: 'Whether the process lives',
    errors: 'text',
    schema: { answer: { mediaType: TEXT, description: 'It does' } },
    handle: async (_request, reply) => reply.type(TEXT).send('OK\n'),
  };
}

function readyRoute(path: string, notReady: () => string | undefined): Route {
  const isJson = path === '/insert/ready';
  return {
    method: 'GET',
    path,
    role: 'open',
    summary: 'Whether requests are taken: 503 while the server starts or stops',
    errors: 'text',
    schema: { answer: { mediaType: isJson ? JSON_TYPE : TEXT, description: 'They are' } },
    async handle(_request, reply) {
      const reason = notReady();
      void reply.code(reason === undefined ? 200 : 503);
      if (isJson) return reply.type(JSON_TYPE).send(JSON.stringify({ status: reason ?? 'ok' }));
      return reply.type(TEXT).send(`${reason ?? 'ready'}\n`);
    },
  };
}
