import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Failure, failureOf, isOurFault } from '../errors/error-status.ts';
import type { Route, RouteContext } from '../http/route.ts';
import { RequestArguments } from './request-arguments.ts';
import type { SelectEndpoint } from './select-endpoint.ts';
import { SELECT_ENDPOINTS } from './select-endpoints.ts';
import { sendLines } from './send-lines.ts';

export interface SelectSettings {
  /** The longest that a query may take, in milliseconds. */
  readonly queryTimeoutMs: number;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The query API of VictoriaLogs: each endpoint by GET with arguments in the URL and by POST with a form. */
export function selectRoutes(settings: SelectSettings): Route[] {
  return SELECT_ENDPOINTS.flatMap((endpoint) =>
    (['GET', 'POST'] as const).map(
      (method): Route => ({
        method,
        path: `/select/logsql/${endpoint.name}`,
        role: 'read',
        summary: endpoint.summary,
        admission: endpoint.isEndless === true ? 'tail' : 'query',
        errors: 'text',
        ...(endpoint.parameters !== undefined && {
          schema: method === 'GET' ? { query: endpoint.parameters } : { form: endpoint.parameters },
        }),
        handle: (request, reply, context) => {
          const exchange = { request, reply, context };
          return answerSafely(endpoint, exchange, () => answer(endpoint, settings, exchange));
        },
      }),
    ),
  );
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly context: RouteContext;
}

async function answer(
  endpoint: SelectEndpoint,
  { queryTimeoutMs, clock }: SelectSettings,
  { request, reply, context: { store, reopen, signal } }: Exchange,
): Promise<FastifyReply> {
  const args = await RequestArguments.read(request);
  const result = await endpoint.answer({ args, store, reopen, signal, nowMs: clock(), queryTimeoutMs });
  if ('json' in result) return sendJson(reply, result.json);
  await sendLines(reply, result.contentType, result.lines);
  return reply;
}

/** Failures in the form that clients of the endpoint read; what is nobody's fault but ours goes on to the server. */
async function answerSafely(
  { failure: form }: SelectEndpoint,
  { reply }: Exchange,
  run: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await run();
  } catch (error) {
    const failure = failureOf(error);
    if (reply.sent || isOurFault(failure)) throw error;
    if (failure.retryAfterSeconds !== undefined) reply.header('retry-after', String(failure.retryAfterSeconds));
    return form === 'text' ? sendText(reply, failure) : sendPrometheus(reply, failure);
  }
}

function sendText(reply: FastifyReply, { status, message }: Failure): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${message}\n`);
}

function sendPrometheus(reply: FastifyReply, { status, message }: Failure): FastifyReply {
  // Clients of this API take 422 for a query that cannot be run.
  const shown = status === 400 ? 422 : status;
  const body = { status: 'error', errorType: String(shown), error: message };
  return sendJson(reply.code(shown), body);
}

/** As bytes: to the type of a text Fastify adds a charset, which JSON has no use for and VictoriaLogs does not send. */
function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type('application/json').send(Buffer.from(JSON.stringify(value)));
}
