import type { Route } from '../http/route.ts';
import type { Receiver } from '../receivers/receiver.ts';

/** The description of all routes, this one included. */
export function openApiRoute(others: readonly Route[], receivers: readonly Receiver[], version: string): Route {
  let text: string | undefined;
  const route: Route = {
    method: 'GET',
    path: '/api/v1/openapi.json',
    role: 'open',
    summary: 'The description of this API in OpenAPI 3.1',
    schema: { answer: { description: 'The description' } },
    async handle(_request, reply) {
      // Loaded for those who ask: a server starts sooner without it.
      const { openApiDocument } = await import('./openapi.ts');
      text ??= JSON.stringify(openApiDocument([...others, route], receivers, version));
      return reply.type('application/json').send(text);
    },
  };
  return route;
}
