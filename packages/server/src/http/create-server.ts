import { createRequire } from 'node:module';
import type { Logger } from 'pino';
import { AccessGuard } from '../auth/access-guard.ts';
import { Authenticator } from '../auth/authenticator.ts';
import { checkConfig } from '../config/check-config.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { FreeSpace } from '../operations/free-space.ts';
import { IngestService } from '../operations/ingest-service.ts';
import { QueryAdmission } from '../operations/query-admission.ts';
import { RouteFigures } from '../operations/route-figures.ts';
import { ServerMetrics } from '../operations/server-metrics.ts';
import { StorageFigures } from '../operations/storage-figures.ts';
import { StreamRetention } from '../operations/stream-retention.ts';
import { TenantQuotas } from '../operations/tenant-quotas.ts';
import type { Receiver } from '../receivers/receiver.ts';
import { RECEIVERS } from '../receivers/receiver-registry.ts';
import { TenantAccess } from '../store/tenant-access.ts';
import type { TenantStores } from '../store/tenant-stores.ts';
import { VERSION } from '../version.ts';
import { ActiveRequests } from './active-requests.ts';
import { makeApiApp } from './api-app.ts';
import { IdleWatch } from './idle-watch.ts';
import { LogServer, type ServerState } from './log-server.ts';
import { makeNodeServer } from './node-server.ts';
import { ReceiverEndpoint } from './receiver-endpoint.ts';
import { ReceiverPaths } from './receiver-routes.ts';
import type { Route } from './route.ts';
import { routeTable } from './route-table.ts';
import { ServerListeners } from './server-listeners.ts';

export interface CreateServerOptions {
  /** The server's own log; JSON lines on stderr unless given. */
  readonly log?: Logger;
  /** Milliseconds since 1970; `Date.now` unless given. */
  readonly clock?: () => number;
  readonly receivers?: readonly Receiver[];
  /** Threads of the stores that have ended by themselves and were replaced. */
  readonly workerFaults?: () => number;
  /** Routes beside those of the table. */
  readonly routes?: readonly Route[];
}

/**
 * Makes the HTTP server of these stores, which it closes when it stops. It does not listen yet.
 * @throws InvalidArgumentError for a configuration that does not go together, and unreadable files of TLS
 */
export function createServer(
  config: ServerConfig,
  stores: TenantStores,
  {
    log = makeLog(config),
    clock = Date.now,
    receivers = RECEIVERS,
    workerFaults = () => 0,
    routes: others = [],
  }: CreateServerOptions = {},
): LogServer {
  checkConfig(config);
  const monotonic = (): number => performance.now();
  const authenticator = new Authenticator(config.auth, monotonic);
  const guard = new AccessGuard(authenticator, config);
  const tenants = new TenantAccess(stores, config.tenants.max);
  const quotas = new TenantQuotas(config.tenants, monotonic);
  const storage = new StorageFigures(tenants, quotas, monotonic);
  const streams = new StreamRetention({ rules: config.retention.streams, tenants, clock, log });
  const isOnDisk = config.general.durability !== 'memory';
  const freeSpace = new FreeSpace(config.general.data, isOnDisk ? config.storage.freeBytesMin : 0);
  const ingest = new IngestService({ config: config.ingest, tenants, quotas, freeSpace, clock });
  const watch = new IdleWatch(config.http.idleTimeoutMs, config.http.bodyBytesPerSecondMin);
  const active = new ActiveRequests();
  const queries = new QueryAdmission(config.query, 'queries');
  const tails = new QueryAdmission({ concurrencyMax: config.query.tailsMax, queueMax: 0, queueTimeoutMs: 0 }, 'tails');
  const figures = new RouteFigures();
  const state: { now: ServerState } = { now: 'made' };

  const isStopping = (): boolean => state.now === 'stopping' || state.now === 'stopped';
  const endpoint = new ReceiverEndpoint({ guard, ingest, watch, log, isStopping });
  const paths = new ReceiverPaths(receivers);
  const metrics: ServerMetrics = new ServerMetrics({
    ingest,
    figures,
    queries,
    tails,
    storage,
    freeSpace,
    streams,
    authenticationFailures: () => authenticator.failures,
    workerFaults,
    listeners: () => listeners.list,
    connections: () =>
      new Promise((resolve) =>
        app.server.getConnections((error, count) => resolve(error === null ? count : Number.NaN)),
      ),
  });
  const notReady = (): string | undefined => (state.now === 'running' ? undefined : `the server is ${state.now}`);
  const routes = [
    ...routeTable({
      config,
      receivers,
      stores,
      clock,
      version: VERSION,
      ingest,
      quotas,
      tenants,
      metrics: () => metrics,
      notReady,
    }),
    ...others,
  ];
  const app = makeApiApp({
    config,
    guard,
    tenants,
    ingest,
    watch,
    active,
    queries,
    tails,
    figures,
    log,
    receivers,
    endpoint,
    routes,
    makeServer: (handle) =>
      makeNodeServer(config, (request, response) => {
        const receiver = paths.find(request);
        if (receiver === undefined) handle(request, response);
        else void endpoint.answer(receiver, request, response);
      }),
  });
  const listeners = new ServerListeners({ entries: config.general.listeners, guard, ingest, log, clock });
  void freeSpace.measure();
  const release = (): void => {
    watch.stop();
    freeSpace.stop();
    storage.stop();
  };
  return new LogServer(
    { config, stores, ingest, active, metrics, log, routes, listeners, streams, app, release },
    state,
  );
}

/** Loads what it needs by itself: threads start meanwhile. */
function makeLog({ log }: ServerConfig): Logger {
  const { pino } = createRequire(import.meta.url)('pino') as typeof import('pino');
  return pino({ level: log.level }, pino.destination(2));
}
