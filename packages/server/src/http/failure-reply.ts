import type { FastifyReply } from 'fastify';
import { type Failure, failureOf, isOurFault } from '../errors/error-status.ts';
import { MethodNotAllowedError } from '../errors/server-error.ts';
import { headersOf } from './receiver-endpoint.ts';
import { closeSoftly } from './soft-close.ts';

/** Answers a request that failed, in the form of its route. What has begun to be sent is cut off: it must not look whole. */
export function replyFailure(reply: FastifyReply, error: unknown, form: 'json' | 'text'): void {
  const failure = failureOf(error);
  if (isOurFault(failure)) reply.log.error({ err: error, url: reply.request.url }, 'a request failed');
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  closeSoftly(reply.request.raw, reply.raw);
  void reply.code(failure.status).headers(headersOf(failure));
  if (error instanceof MethodNotAllowedError) void reply.header('allow', error.allowed.join(', '));
  if (form === 'text') void reply.type('text/plain; charset=utf-8').send(`${failure.message}\n`);
  else void reply.type('application/json').send(failureJson(failure, error));
}

/** `{error:{code, message, …}}`: beside these what the error says of itself, such as the position in a query. */
function failureJson({ code, message }: Failure, error: unknown): string {
  const details = code === 'INTERNAL' ? {} : detailsOf(error as object);
  return JSON.stringify({ error: { code, message, ...details } });
}

const DETAILS = [
  'position',
  'found',
  'expected',
  'suggestion',
  'limit',
  'allowed',
  'actual',
  'retryAfterSeconds',
] as const;

function detailsOf(error: object): Record<string, unknown> {
  const details: Record<string, unknown> = {};
  for (const name of DETAILS) if (name in error) details[name] = (error as Readonly<Record<string, unknown>>)[name];
  return details;
}
