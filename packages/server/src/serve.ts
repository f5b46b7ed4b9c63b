import type { ServerConfig } from './config/server-config.ts';
import { type CreateServerOptions, createServer } from './http/create-server.ts';
import type { LogServer } from './http/log-server.ts';
import type { ConcurrentOptions } from './store/concurrent-options.ts';
import { DEFAULT_TENANT } from './store/tenant-stores.ts';
import { ThreadedTenantStores } from './store/threaded-tenant-stores.ts';

/** Of the memory for all queries, what one may have. */
const QUERY_MEMORY_SHARE = 1 / 4;

/**
 * Opens the data directory of a configuration and listens.
 * @throws InvalidArgumentError where the address cannot be listened on, or an extension cannot be used
 * @throws LockedError where another process writes to the directory; StorageError
 */
export async function serve(config: ServerConfig, options: CreateServerOptions = {}): Promise<LogServer> {
  const stores = await ThreadedTenantStores.open(config.general.data, storeOptions(config));
  try {
    const workerFaults = (): number => stores.faults().ingest + stores.faults().query;
    const server = createServer(config, stores, { workerFaults, ...options });
    // The first tenant costs the start, not the first request.
    await stores.open(DEFAULT_TENANT);
    await server.start();
    return server;
  } catch (error) {
    await stores.close();
    throw error;
  }
}

function storeOptions({
  general,
  storage,
  threads,
  retention,
  tenants,
  ingest,
  query,
}: ServerConfig): ConcurrentOptions {
  return {
    durability: general.durability,
    extensions: general.extensions,
    indexes: storage.indexes,
    cacheBytes: storage.cacheBytes,
    freeBytesMin: storage.freeBytesMin,
    lineBytesMax: ingest.lineBytesMax,
    queryTimeoutMs: query.timeoutMs,
    queryMemoryBytes: Math.floor(query.memoryBytesMax * QUERY_MEMORY_SHARE),
    retention: {
      ...(retention.maxAgeMs > 0 && { maxAgeSeconds: retention.maxAgeMs / 1000 }),
      ...(retention.maxBytes > 0 && { maxBytes: retention.maxBytes }),
    },
    ...(tenants.idleTimeoutMs > 0 && { tenantIdleMs: tenants.idleTimeoutMs }),
    ...(threads.ingest > 0 && { ingestWorkers: threads.ingest }),
    ...(threads.query > 0 && { queryWorkers: threads.query }),
  };
}

/**
 * Resolves when the server has stopped after SIGINT or SIGTERM. A second signal cuts off what is under way.
 * @param onStop called with the first signal
 */
export async function stopOnSignals(server: LogServer, onStop: () => void = () => undefined): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let isStopping = false;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = (): void => {
    if (!isStopping) onStop();
    (isStopping ? server.stopNow() : server.stop()).then(resolve, reject);
    isStopping = true;
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    await promise;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
