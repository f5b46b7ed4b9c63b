import { BACKTEST_ROUTE } from '../api/backtest-route.ts';
import { backupRoute } from '../api/backup-route.ts';
import { DELETE_ROUTE } from '../api/delete-route.ts';
import { openApiRoute } from '../api/openapi-route.ts';
import { queryRoutes } from '../api/query-routes.ts';
import { RULE_ROUTES } from '../api/rule-routes.ts';
import { type StatsParts, statsRoutes } from '../api/stats-routes.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { type OperationParts, operationRoutes } from '../operations/operation-routes.ts';
import { PAGE_ROUTE } from '../operations/page-route.ts';
import type { Receiver } from '../receivers/receiver.ts';
import { selectRoutes } from '../select/select-routes.ts';
import type { TenantStores } from '../store/tenant-stores.ts';
import type { Route } from './route.ts';

export interface RouteTableParts extends OperationParts, StatsParts {
  readonly config: ServerConfig;
  readonly receivers: readonly Receiver[];
  readonly stores: TenantStores;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Of the server. */
  readonly version: string;
}

/** Every route of the HTTP API but those of receivers. Others are a module of routes and a line here. */
export function routeTable(parts: RouteTableParts): Route[] {
  const { config, clock, receivers, version } = parts;
  const routes = [
    PAGE_ROUTE,
    ...operationRoutes(parts),
    ...queryRoutes(config.query.rows),
    ...statsRoutes(parts),
    ...RULE_ROUTES,
    BACKTEST_ROUTE,
    DELETE_ROUTE,
    backupRoute(parts.stores),
    ...selectRoutes({ queryTimeoutMs: config.query.timeoutMs, clock }),
  ];
  return [...routes, openApiRoute(routes, receivers, version)];
}
