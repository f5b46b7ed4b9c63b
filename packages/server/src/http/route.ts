import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LogStore } from '../store/log-store.ts';

/** Who may use a route; `open` is everybody, without a credential. `admin` may do all that the others may. */
export type RouteRole = 'open' | 'ingest' | 'read' | 'admin';

/** What the server knows of a request when its handler is called. */
export interface RouteContext {
  /** The tenant's id. */
  readonly tenant: string;
  readonly store: LogStore;
  /** Fires when the client has gone away or the server stops. */
  readonly signal: AbortSignal;
}

/** A route of the HTTP API. The table of all routes is what the server mounts, documents, and tests for access. */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly role: RouteRole;
  /** One line for the documentation. */
  readonly summary: string;
  handle(request: FastifyRequest, reply: FastifyReply, context: RouteContext): Promise<unknown>;
}
