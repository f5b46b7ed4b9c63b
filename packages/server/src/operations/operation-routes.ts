import type { Route } from '../http/route.ts';
import type { ServerMetrics } from './server-metrics.ts';

export interface OperationParts {
  readonly metrics: () => ServerMetrics;
  /** Why the server takes no requests now; undefined where it does. */
  readonly notReady: () => string | undefined;
}

const TEXT = 'text/plain; charset=utf-8';

/** Whether it lives, whether it can be used, and its figures. */
export function operationRoutes({ metrics, notReady }: OperationParts): Route[] {
  return [
    {
      method: 'GET',
      path: '/health',
      role: 'open',
      summary: 'Whether the process lives',
      errors: 'text',
      schema: { answer: { mediaType: TEXT, description: 'It does' } },
      handle: async (_request, reply) => reply.type(TEXT).send('OK\n'),
    },
    {
      method: 'GET',
      path: '/ready',
      role: 'open',
      summary: 'Whether requests are taken: 503 while the server starts or stops',
      errors: 'text',
      schema: { answer: { mediaType: TEXT, description: 'They are' } },
      async handle(_request, reply) {
        const reason = notReady();
        return reply
          .code(reason === undefined ? 200 : 503)
          .type(TEXT)
          .send(`${reason ?? 'ready'}\n`);
      },
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
