import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { ServerConfig } from '../config/server-config.ts';
import { ForbiddenError } from '../errors/server-error.ts';
import { hasRole, type Principal } from '../http/principal.ts';
import type { Route } from '../http/route.ts';
import { DEFAULT_TENANT } from '../store/tenant-stores.ts';
import type { Authenticator } from './authenticator.ts';
import { tenantOfHeaders } from './tenant-headers.ts';

/** Who sends a request, and whose data it is about. */
export interface Access {
  readonly principal: Principal;
  readonly tenant: string;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Decides who may send which request. */
export class AccessGuard {
  readonly #authenticator: Authenticator;
  readonly #origins: ReadonlySet<string>;
  readonly #hosts: ReadonlySet<string>;
  /** Clients ask under the same name again and again. */
  #lastOwnHost: string | undefined;

  constructor(authenticator: Authenticator, { general, http }: Pick<ServerConfig, 'general' | 'http'>) {
    this.#authenticator = authenticator;
    this.#origins = new Set(http.origins.map((origin) => origin.toLowerCase()));
    this.#hosts = new Set([...http.hosts, general.host, hostname()].map((host) => host.toLowerCase()));
  }

  /**
   * @throws ForbiddenError for a page of another site that writes, another tenant than that of the credential, a role that it lacks
   * @throws UnauthenticatedError, InvalidArgumentError, OverloadedError
   */
  async admit(
    { method, headers }: { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders },
    { role, scope = 'tenant' }: Pick<Route, 'role' | 'scope'>,
  ): Promise<Access> {
    this.#requireOwnOrigin(method ?? 'GET', headers);
    if (role === 'open') return { principal: NOBODY, tenant: DEFAULT_TENANT };
    if (!this.#authenticator.isRequired) this.#requireOwnHost(headers.host);
    const principal = await this.#authenticator.principalOf(headers.authorization);
    if (!hasRole(principal, role)) throw new ForbiddenError(`this needs the role ${role}`);
    if (scope === 'server' && principal.tenant !== undefined) {
      throw new ForbiddenError('this is about all tenants, and the credential is for one');
    }
    return { principal, tenant: tenantFor(principal, tenantOfHeaders(headers)) };
  }

  /** Pages of other sites may not write; whatever is no page of a browser sends no Origin. */
  #requireOwnOrigin(method: string, { origin, host }: IncomingHttpHeaders): void {
    if (origin === undefined || SAFE_METHODS.has(method)) return;
    const lower = origin.toLowerCase();
    const isOwn = host !== undefined && lower.replace(/^https?:\/\//, '') === host.toLowerCase();
    if (isOwn || this.#origins.has(lower)) return;
    throw new ForbiddenError('pages of other sites may not write here (http.origins lists those that may)');
  }

  /**
   * Without credentials, a site could point its own name at this machine and have its pages read what is here. An address instead of
   * a name cannot be pointed elsewhere.
   */
  #requireOwnHost(host: string | undefined): void {
    if (host === undefined || host === this.#lastOwnHost) return;
    if (!this.#isOwnHost(host)) {
      throw new ForbiddenError(
        `the server does not go by the name ${JSON.stringify(host.slice(0, 100))} (http.hosts lists its names)`,
      );
    }
    this.#lastOwnHost = host;
  }

  #isOwnHost(host: string): boolean {
    const name = host.replace(/:\d+$/, '').toLowerCase();
    if (name === 'localhost' || name.endsWith('.localhost') || this.#hosts.has(name)) return true;
    return isIP(name.replace(/^\[(.*)\]$/, '$1')) > 0;
  }
}

const NOBODY: Principal = { name: '', roles: [], tenant: undefined };

function tenantFor({ tenant }: Principal, asked: string | undefined): string {
  if (tenant === undefined) return asked ?? DEFAULT_TENANT;
  if (asked === undefined || asked === tenant) return tenant;
  throw new ForbiddenError(`the credential is for another tenant than ${JSON.stringify(asked)}`);
}
