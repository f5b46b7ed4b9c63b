import { readFileSync } from 'node:fs';
import type { RequestListener, Server, ServerOptions } from 'node:http';
import { createRequire } from 'node:module';
import { InvalidArgumentError } from 'log-analytics-engine';
import type { ServerConfig } from '../config/server-config.ts';

// Imported as modules, these load fetch and WebSocket with them, which a server has no use for: a twelfth of its start.
const load = createRequire(import.meta.url);

/**
 * The server of node with the limits of the configuration, with TLS where there is a certificate; it does not listen yet.
 * @throws InvalidArgumentError where certificate or key cannot be read, or do not go together
 */
export function makeNodeServer({ http, tls }: Pick<ServerConfig, 'http' | 'tls'>, handle: RequestListener): Server {
  const options: ServerOptions = {
    headersTimeout: http.headersTimeoutMs,
    requestTimeout: http.requestTimeoutMs,
    keepAliveTimeout: http.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, http.headersTimeoutMs),
    maxHeaderSize: http.headerBytesMax,
    noDelay: true,
  };
  const { createServer } = load('node:http') as typeof import('node:http');
  const server = tls.cert === '' ? createServer(options, handle) : makeTlsServer(options, tls, handle);
  server.maxConnections = http.connectionsMax;
  return server;
}

function makeTlsServer(options: ServerOptions, { cert, key }: ServerConfig['tls'], handle: RequestListener): Server {
  try {
    const files = { cert: readFileSync(cert), key: readFileSync(key) };
    return (load('node:https') as typeof import('node:https')).createServer(
      { ...options, ...files, minVersion: 'TLSv1.2' },
      handle,
    );
  } catch (error) {
    throw new InvalidArgumentError(`tls.cert and tls.key cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
