import type { EngineExtension } from 'log-analytics-engine';
import { pino } from 'pino';
import { afterEach } from 'vitest';
import { type ConfigSources, resolveConfig } from '../config/resolve-config.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { InlineTenantStores } from '../store/inline-tenant-stores.ts';
import { type CreateServerOptions, createServer } from './create-server.ts';
import type { LogServer } from './log-server.ts';

const running = new Set<LogServer>();
afterEach(async () => {
  for (const server of running) await server.stopNow();
  running.clear();
});

/** A server over stores in memory that listens on a free port until the test ends. */
export interface TestServer {
  readonly server: LogServer;
  readonly stores: InlineTenantStores;
  readonly url: string;
  readonly port: number;
  /** Stores JSON lines over HTTP; the answer. */
  ingest(lines: readonly object[], headers?: Record<string, string>): Promise<Response>;
  /** Sends JSON and gives the answer. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

export interface TestServerOptions extends CreateServerOptions {
  readonly argv?: ConfigSources['argv'];
  readonly config?: Partial<ServerConfig>;
  readonly extensions?: readonly EngineExtension[];
}

/** Starts a server. @param argv flags beside those that every test has */
export async function startServer({
  argv = [],
  config,
  extensions,
  ...options
}: TestServerOptions = {}): Promise<TestServer> {
  const resolved = resolveConfig({ argv: ['--port', '0', '--durability', 'memory', ...argv] });
  const stores = new InlineTenantStores(extensions);
  const server = createServer({ ...resolved, ...config }, stores, { log: pino({ level: 'silent' }), ...options });
  const url = await server.start();
  running.add(server);
  const send = (path: string, init: RequestInit): Promise<Response> => fetch(`${url}${path}`, init);
  return {
    server,
    stores,
    url,
    port: Number(new URL(url).port),
    ingest: (lines, headers = {}) =>
      send('/insert/jsonline', {
        method: 'POST',
        headers,
        body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
      }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    get: (path, headers = {}) => send(path, { headers }),
  };
}
