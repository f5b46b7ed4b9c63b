import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ZodType } from 'zod';
import type { LogStore } from '../store/log-store.ts';
import type { Principal } from './principal.ts';

/** Who may use a route; `open` is everybody, without a credential. `admin` may do all that the others may. */
export type RouteRole = 'open' | 'ingest' | 'read' | 'admin';

/** What the server knows of a request when its handler is called. */
export interface RouteContext {
  /** The tenant's id. */
  readonly tenant: string;
  /** Who sent the request. */
  readonly principal: Principal;
  readonly store: LogStore;
  /** The tenant's store as it is now: a tenant without data when the request came in may have some since. */
  readonly reopen: () => Promise<LogStore>;
  /** Fires when the client has gone away or the server stops. */
  readonly signal: AbortSignal;
}

/** What a route takes and gives, for the documentation; its handler checks what it takes by the same schemas. */
export interface RouteSchema {
  /** The parameters of the path, then of the query: objects. */
  readonly path?: ZodType;
  readonly query?: ZodType;
  /** The JSON body. */
  readonly body?: ZodType;
  /** A form, as in `application/x-www-form-urlencoded`; an object. */
  readonly form?: ZodType;
  /** The answer when all goes well. */
  readonly answer?: RouteAnswer;
}

export interface RouteAnswer {
  /** 200 unless given. */
  readonly status?: number;
  /** `application/json` unless given. */
  readonly mediaType?: string;
  readonly description: string;
  readonly schema?: ZodType;
}

/** A route of the HTTP API. The table of all routes is what the server mounts, documents, and tests for access. */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly role: RouteRole;
  /** One line for the documentation. */
  readonly summary: string;
  /** What it shows or changes: the data of one tenant (the default), or all of the server, from which credentials of one tenant are kept. */
  readonly scope?: 'tenant' | 'server';
  /**
   * How long a request takes a place of those of which there are not many: a query until its answer is sent, a tail until the client
   * goes or the server stops. Without it a request takes none.
   */
  readonly admission?: 'query' | 'tail';
  /** The form of errors: a JSON object `{error:{code,message}}` (the default), or plain text. */
  readonly errors?: 'json' | 'text';
  readonly schema?: RouteSchema;
  handle(request: FastifyRequest, reply: FastifyReply, context: RouteContext): Promise<unknown>;
}
