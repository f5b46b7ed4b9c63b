import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { InvalidArgumentError } from 'log-analytics-engine';
import type { ServerConfig } from '../config/server-config.ts';

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
  const server = tls.cert === '' ? createServer(options, handle) : makeTlsServer(options, tls, handle);
  server.maxConnections = http.connectionsMax;
  return server;
}

function makeTlsServer(options: ServerOptions, { cert, key }: ServerConfig['tls'], handle: RequestListener): Server {
  try {
    const files = { cert: readFileSync(cert), key: readFileSync(key) };
    return createTlsServer({ ...options, ...files, minVersion: 'TLSv1.2' }, handle);
  } catch (error) {
    throw new InvalidArgumentError(`tls.cert and tls.key cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
