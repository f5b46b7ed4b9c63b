import type { BackupSource } from 'log-analytics-engine/internals';
import type { LogStore } from './log-store.ts';
import type { StoreExtensions } from './store-extensions.ts';

/** The stores of the tenants of one data directory. A tenant's id is 1 to 64 characters of `A-Z a-z 0-9 . _ -`, neither `.` nor `..`. */
export interface TenantStores {
  /** What all of them know. */
  readonly extensions: StoreExtensions;

  /**
   * The store of a tenant, opened when it is asked for first; concurrent calls get the same one.
   * @throws InvalidArgumentError for an impossible id
   * @throws StorageError
   */
  open(tenant: string): Promise<LogStore>;

  /** Whether the tenant has data; `open` makes one that has not. */
  has(tenant: string): boolean;

  /** Does something with the store of a tenant that is nobody's use of it: it may rest soon after. @throws as `open`, and what `work` throws */
  inBackground<T>(tenant: string, work: (store: LogStore) => Promise<T>): Promise<T>;

  /** Whether the tenant's files are closed until it is used again. */
  isResting(tenant: string): boolean;

  /** The ids of all tenants that have data, sorted. */
  list(): readonly string[];

  /**
   * The files with everything that is acknowledged now, of one tenant or of all; to be closed.
   * @throws NotFoundError where there is no such tenant; InvalidArgumentError where there are no files; StorageError
   */
  backUp(tenant?: string): Promise<BackupSource>;

  /** Closes every store. A second call does nothing. */
  close(): Promise<void>;
}

/** The tenant of requests that name none. */
export const DEFAULT_TENANT = 'default';
