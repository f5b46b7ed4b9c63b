import type { ServerConfig } from './config/server-config.ts';
import { type CreateServerOptions, createServer } from './http/create-server.ts';
import type { LogServer } from './http/log-server.ts';
import { InlineTenantStores } from './store/inline-tenant-stores.ts';

/**
 * Opens the data directory of a configuration and listens.
 * @throws InvalidArgumentError, LockedError, StorageError
 */
export async function serve(config: ServerConfig, options: CreateServerOptions = {}): Promise<LogServer> {
  const stores = new InlineTenantStores();
  try {
    const server = createServer(config, stores, options);
    await server.start();
    return server;
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/**
 * Resolves when the server has stopped after SIGINT or SIGTERM. A second signal cuts off what is under way.
 * @param onStop called with the first signal
 */
export async function stopOnSignals(server: LogServer, onStop: () => void = () => undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let isStopping = false;
    const stop = (): void => {
      if (!isStopping) onStop();
      (isStopping ? server.stopNow() : server.stop()).then(resolve, reject);
      isStopping = true;
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  });
}
