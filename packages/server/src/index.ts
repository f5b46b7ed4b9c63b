export { hashPassword, verifyPassword } from './auth/password-hash.ts';
export { hashToken, makeToken } from './auth/token-hash.ts';
export { hasCredentials, isLoopback } from './config/check-config.ts';
export { type ConfigFlag, configFlags } from './config/config-flags.ts';
export { printConfig } from './config/print-config.ts';
export { type ConfigSources, resolveConfig } from './config/resolve-config.ts';
export type { LogLevel, ServerConfig, TenantQuota, TokenConfig, UserConfig } from './config/server-config.ts';
export {
  BodyError,
  DiskFullError,
  ForbiddenError,
  OverloadedError,
  QuotaExceededError,
  ServerError,
  StoppingError,
  UnauthenticatedError,
  WorkerLostError,
} from './errors/server-error.ts';
export { SERVER_ERROR_CODES, type ServerErrorCode } from './errors/server-error-codes.ts';
export { type CreateServerOptions, createServer } from './http/create-server.ts';
export { LogServer } from './http/log-server.ts';
export type { Principal, Role } from './http/principal.ts';
export type { Route, RouteAnswer, RouteContext, RouteRole, RouteSchema } from './http/route.ts';
export type { Receiver, ReceiverAnswer, ReceiverContext, ReceiverRoute } from './receivers/receiver.ts';
export { serve, stopOnSignals } from './serve.ts';
export type { ConcurrentLogStore } from './store/concurrent-log-store.ts';
export type { ConcurrentOptions } from './store/concurrent-options.ts';
export type { BatchOptions, LogStore, StoreQueryOptions } from './store/log-store.ts';
export { openConcurrent } from './store/open-concurrent.ts';
export type { TenantStores } from './store/tenant-stores.ts';
export type { WorkerFaults } from './store/thread-pool.ts';
export { ThreadedTenantStores } from './store/threaded-tenant-stores.ts';
export { tuneProcess } from './tune-process.ts';
