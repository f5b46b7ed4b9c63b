import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access, AccessGuard } from '../auth/access-guard.ts';
import type { ServerConfig } from '../config/server-config.ts';
import type { IngestService } from '../operations/ingest-service.ts';
import type { QueryAdmission } from '../operations/query-admission.ts';
import type { RouteFigures } from '../operations/route-figures.ts';
import type { LogStore } from '../store/log-store.ts';
import type { TenantAccess } from '../store/tenant-access.ts';
import type { ActiveRequests } from './active-requests.ts';
import { AnswerWatch } from './answer-watch.ts';
import { readApiBody } from './api-body.ts';
import { replyFailure } from './failure-reply.ts';
import type { IdleWatch } from './idle-watch.ts';
import type { Route } from './route.ts';

export interface MountParts {
  readonly config: ServerConfig;
  readonly guard: AccessGuard;
  readonly tenants: TenantAccess;
  readonly ingest: IngestService;
  readonly watch: IdleWatch;
  readonly active: ActiveRequests;
  readonly queries: QueryAdmission;
  readonly tails: QueryAdmission;
  readonly figures: RouteFigures;
}

/** Mounts the routes of the API: each request is admitted, its body read, its place taken, and its handler called. */
export function mountRoutes(app: FastifyInstance, routes: readonly Route[], parts: MountParts): void {
  // Bodies are read by the handler below, once it is known who sends them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  for (const route of routes) mountRoute(app, route, parts);
}

function mountRoute(app: FastifyInstance, route: Route, parts: MountParts): void {
  const form = route.errors ?? 'json';
  app.route({
    method: route.method,
    url: route.path,
    errorHandler: (error, _request, reply) => replyFailure(reply, error, form),
    handler: async (request, reply) => {
      const startedMs = performance.now();
      let access: Access | undefined;
      reply.raw.once('close', () => {
        const status = reply.raw.writableFinished ? reply.raw.statusCode : 499;
        const durationMs = performance.now() - startedMs;
        parts.figures.count(route, status, durationMs);
        logRequest(route, request, { status, durationMs, access });
      });
      access = await parts.guard.admit(request.raw, route);
      return await handleAdmitted(route, request, reply, access, parts);
    },
  });
}

/** What changes rules or data is worth a line; other requests only for those who look for something. */
function logRequest(
  { role, method }: Route,
  { log, url }: FastifyRequest,
  { status, durationMs, access }: { status: number; durationMs: number; access: Access | undefined },
): void {
  const level = role === 'admin' && method !== 'GET' ? 'info' : 'debug';
  const { principal, tenant } = access ?? {};
  log[level]({ method, url, status, ms: Math.round(durationMs), user: principal?.name, tenant }, 'request');
}

async function handleAdmitted(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  { principal, tenant }: Access,
  parts: MountParts,
): Promise<unknown> {
  const left = new AbortController();
  parts.active.add(left, route.admission === 'tail');
  let heldBytes = 0;
  reply.raw.once('close', () => {
    parts.active.delete(left);
    parts.ingest.release(tenant, heldBytes);
    left.abort();
  });
  request.body = await readApiBody(request.raw, {
    watch: parts.watch,
    bytesMax: parts.config.http.bodyBytesMax,
    hold: (bytes) => {
      parts.ingest.hold(tenant, bytes);
      heldBytes += bytes;
    },
  });
  if (route.admission !== undefined) {
    const admission = route.admission === 'query' ? parts.queries : parts.tails;
    const leave = await admission.enter(left.signal);
    if (reply.raw.destroyed) leave();
    else reply.raw.once('close', leave);
    new AnswerWatch(reply.raw, parts.watch);
  }
  const changes = route.role !== 'read' && route.role !== 'open' && route.method !== 'GET';
  const reopen = (): Promise<LogStore> => (changes ? parts.tenants.toWrite(tenant) : parts.tenants.toRead(tenant));
  const store = await reopen();
  return await route.handle(request, reply, { principal, tenant, store, reopen, signal: left.signal });
}
