import { InvalidArgumentError } from 'log-analytics-engine';
import { ForbiddenError } from '../errors/server-error.ts';
import { InlineLogStore } from './inline-log-store.ts';
import type { LogStore } from './log-store.ts';
import { TENANT_ID } from './tenant-id.ts';
import { DEFAULT_TENANT, type TenantStores } from './tenant-stores.ts';

/** The stores of tenants as requests get at them: to read makes no tenant, and there may be only so many. */
export class TenantAccess {
  /** The tenants whose stores were asked for since the start. */
  readonly used: Set<string> = new Set();
  readonly #stores: TenantStores;
  readonly #tenantsMax: number;
  #nothing: LogStore | undefined;

  constructor(stores: TenantStores, tenantsMax: number) {
    this.#stores = stores;
    this.#tenantsMax = tenantsMax;
  }

  /** The ids of all tenants that have data. */
  list(): readonly string[] {
    return this.#stores.list();
  }

  /** As `TenantStores.inBackground`, for a tenant that has data. */
  async inBackground<T>(tenant: string, work: (store: LogStore) => Promise<T>): Promise<T> {
    return await this.#stores.inBackground(tenant, work);
  }

  /** Whether the tenant's files are closed until it is used again. */
  isResting(tenant: string): boolean {
    return this.#stores.isResting(tenant);
  }

  /**
   * The store of a tenant; made where there is none.
   * @throws InvalidArgumentError for an impossible id
   * @throws ForbiddenError where there are as many tenants as there may be
   * @throws StorageError
   */
  async toWrite(tenant: string): Promise<LogStore> {
    if (!this.#stores.has(tenant) && tenant !== DEFAULT_TENANT) this.#requireRoom(tenant);
    return await this.#open(tenant);
  }

  /** The store of a tenant; an empty one, which nothing is written to, where it has no data. @throws as `toWrite` */
  async toRead(tenant: string): Promise<LogStore> {
    requireTenantId(tenant);
    if (this.#stores.has(tenant) || tenant === DEFAULT_TENANT) return await this.#open(tenant);
    this.#nothing ??= new InlineLogStore({ ...this.#stores.extensions });
    return this.#nothing;
  }

  async #open(tenant: string): Promise<LogStore> {
    const store = await this.#stores.open(tenant);
    this.used.add(tenant);
    return store;
  }

  #requireRoom(tenant: string): void {
    requireTenantId(tenant);
    if (this.#stores.list().length < this.#tenantsMax) return;
    throw new ForbiddenError(`there are ${this.#tenantsMax} tenants, which is as many as there may be (tenants.max)`);
  }
}

/** @throws InvalidArgumentError unless the text can be the id of a tenant */
export function requireTenantId(tenant: string): string {
  if (TENANT_ID.test(tenant)) return tenant;
  throw new InvalidArgumentError(
    `a tenant is 1 to 64 letters, digits, '.', '_' and '-', not ${JSON.stringify(tenant.slice(0, 100))}`,
  );
}
