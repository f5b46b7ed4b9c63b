import { type EngineExtension, InvalidArgumentError } from 'log-analytics-engine';
import { InlineLogStore } from './inline-log-store.ts';
import type { LogStore } from './log-store.ts';
import { type StoreExtensions, storeExtensionsOf } from './store-extensions.ts';
import type { TenantStores } from './tenant-stores.ts';

const TENANT_ID = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/;

/** Stores in memory, in the thread of the caller: for tests. */
export class InlineTenantStores implements TenantStores {
  readonly extensions: StoreExtensions;
  readonly #stores = new Map<string, InlineLogStore>();

  constructor(extensions: readonly EngineExtension[] = []) {
    this.extensions = storeExtensionsOf(extensions);
  }

  async open(tenant: string): Promise<LogStore> {
    if (!TENANT_ID.test(tenant)) {
      throw new InvalidArgumentError(
        `a tenant is 1 to 64 letters, digits, '.', '_' and '-', not ${JSON.stringify(tenant)}`,
      );
    }
    const store = this.#stores.get(tenant) ?? new InlineLogStore({ ...this.extensions });
    this.#stores.set(tenant, store);
    return store;
  }

  async inBackground<T>(tenant: string, work: (store: LogStore) => Promise<T>): Promise<T> {
    return await work(await this.open(tenant));
  }

  isResting(): boolean {
    return false;
  }

  has(tenant: string): boolean {
    return this.#stores.has(tenant);
  }

  list(): readonly string[] {
    return [...this.#stores.keys()].sort();
  }

  async backUp(): Promise<never> {
    throw new InvalidArgumentError('these stores are in memory: there are no files to copy');
  }

  async close(): Promise<void> {
    for (const store of this.#stores.values()) await store.close();
  }
}
