import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { InvalidArgumentError } from 'log-analytics-engine';
import type { Logger } from 'pino';
import type { ServerConfig } from '../config/server-config.ts';
import type { IngestService } from '../operations/ingest-service.ts';
import type { ServerMetrics } from '../operations/server-metrics.ts';
import type { StreamRetention } from '../operations/stream-retention.ts';
import type { TenantStores } from '../store/tenant-stores.ts';
import type { ActiveRequests } from './active-requests.ts';
import type { Route } from './route.ts';
import type { ServerListeners } from './server-listeners.ts';

/** How long requests that were told to end may take to do so, in milliseconds. */
const END_MS = 1000;

export interface LogServerParts {
  readonly config: ServerConfig;
  readonly stores: TenantStores;
  readonly ingest: IngestService;
  readonly active: ActiveRequests;
  readonly metrics: ServerMetrics;
  readonly log: Logger;
  readonly routes: readonly Route[];
  readonly listeners: ServerListeners;
  readonly streams: StreamRetention;
  readonly app: FastifyInstance;
  /** Ends timers. */
  readonly release: () => void;
}

export type ServerState = 'made' | 'starting' | 'running' | 'stopping' | 'stopped';

/** The HTTP server of a data directory: made by `createServer`, it listens from `start` to `stop`. */
export class LogServer {
  /** Where entries of other protocols than HTTP come in. */
  readonly ingest: IngestService;
  readonly config: ServerConfig;
  readonly log: Logger;
  /** The routes of the API, without those of receivers. */
  readonly routes: readonly Route[];
  readonly #parts: LogServerParts;
  readonly #state: { now: ServerState };
  #stopped: Promise<void> | undefined;

  /** @param state shared with what tells others whether the server is ready */
  constructor(parts: LogServerParts, state: { now: ServerState }) {
    this.#parts = parts;
    this.#state = state;
    this.ingest = parts.ingest;
    this.config = parts.config;
    this.log = parts.log;
    this.routes = parts.routes;
  }

  /** The address under which it is reached, such as `http://127.0.0.1:4280`. */
  get url(): string {
    const { address, family, port } = this.#parts.app.server.address() as AddressInfo;
    const host = family === 'IPv6' ? `[${address}]` : address;
    return `${this.config.tls.cert === '' ? 'http' : 'https'}://${host}:${port}`;
  }

  /** The ports for other protocols, while the server runs. */
  get listeners(): ServerListeners['list'] {
    return this.#parts.listeners.list;
  }

  /** Listens. @returns the address. @throws InvalidArgumentError where an address cannot be listened on */
  async start(): Promise<string> {
    const { app, listeners } = this.#parts;
    const { host, port } = this.config.general;
    this.#state.now = 'starting';
    try {
      await app.listen({
        host: host.replace(/^\[(.*)\]$/, '$1'),
        port,
        listenTextResolver: () => 'accepting connections',
      });
    } catch (error) {
      this.#state.now = 'made';
      throw new InvalidArgumentError(`cannot listen on ${host} port ${port}: ${(error as Error).message}`, {
        cause: error,
      });
    }
    try {
      await listeners.start();
    } catch (error) {
      await app.close();
      this.#state.now = 'stopped';
      throw error;
    }
    this.#state.now = 'running';
    this.log.info({ url: this.url }, 'listening');
    return this.url;
  }

  /**
   * Stops: nothing new is taken, what is under way may go on for `stop.drainTimeoutMs`, then it is cut off; what is stored is put on
   * disk and closed. Further calls wait for the same.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Cuts off what is under way, also while `stop` waits for it; then as `stop`. */
  stopNow(): Promise<void> {
    const stopped = this.stop();
    this.#parts.active.endAll();
    this.#parts.app.server.closeAllConnections();
    return stopped;
  }

  async #stop(): Promise<void> {
    const { app, active, ingest, listeners, stores, streams, metrics, release, log } = this.#parts;
    this.#state.now = 'stopping';
    log.info('stopping');
    active.endEndless();
    const drain = setTimeout(() => this.#cutOff(), this.config.stop.drainTimeoutMs);
    await Promise.all([app.close(), listeners.close()]);
    ingest.stop();
    clearTimeout(drain);
    await streams.stop();
    await stores.close();
    metrics.stop();
    release();
    this.#state.now = 'stopped';
    log.info('stopped: all that was acknowledged is stored');
  }

  #cutOff(): void {
    const { app, active, log } = this.#parts;
    log.warn({ requests: active.count }, 'requests took too long and are cut off');
    active.endAll();
    setTimeout(() => app.server.closeAllConnections(), END_MS).unref();
  }
}
