/** What a credential may do; `admin` may do all that the others may. */
export type Role = 'ingest' | 'read' | 'admin';

/** Who sends a request. */
export interface Principal {
  /** The name of the user or token, for logs; empty for everybody, where no credentials are configured. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** The one tenant that it may reach; undefined for all. */
  readonly tenant: string | undefined;
}

/** Everybody, on a server without credentials. */
export const ANYBODY: Principal = { name: '', roles: ['admin'], tenant: undefined };

/** Whether the principal may use a route of a role. */
export function hasRole({ roles }: Principal, role: Role): boolean {
  return roles.includes(role) || roles.includes('admin');
}
