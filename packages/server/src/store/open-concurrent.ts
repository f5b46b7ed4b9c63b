import type { ConcurrentLogStore } from './concurrent-log-store.ts';
import type { ConcurrentOptions } from './concurrent-options.ts';
import { DEFAULT_TENANT } from './tenant-stores.ts';
import { ThreadedTenantStores } from './threaded-tenant-stores.ts';

/**
 * Opens a data directory for programs that ingest and query at the same time: the methods of `LogAnalyticsEngine` with promises,
 * done by threads. Ingestion and queries never wait for each other, and a query sees every entry that was acknowledged before it.
 * The files are those of the engine, which can open the directory too when it is closed here.
 *
 * Entries are spread over several shards: entries of one time are in the order of their shards, and within a shard in that of their
 * coming in.
 *
 * @throws InvalidArgumentError for an unknown option, an impossible value, or an extension that cannot be used
 * @throws LockedError where another process writes to the directory
 * @throws StorageError, UnsupportedVersionError
 * @example
 * const store = await openConcurrent('logs', { durability: 'fsync' });
 * await store.ingestBytes(Buffer.from('{"level":"ERROR","message":"connection lost"}\n'));
 * for await (const rows of store.queryBatches('error | stats by (source) count() errors')) console.log(rows);
 * await store.close();
 */
export async function openConcurrent(directory: string, options: ConcurrentOptions = {}): Promise<ConcurrentLogStore> {
  const stores = await ThreadedTenantStores.open(directory, options);
  try {
    const store = await stores.open(DEFAULT_TENANT);
    store.closeWith(() => stores.close());
    return store;
  } catch (error) {
    await stores.close();
    throw error;
  }
}
