import type { Durability } from 'log-analytics-engine';
import type { Role } from '../http/principal.ts';
import type { StreamRule } from '../operations/stream-retention.ts';
import type { ListenerConfig } from '../receivers/start-listeners.ts';

/** A user that signs in with name and password (HTTP Basic). */
export interface UserConfig {
  readonly name: string;
  /** As `hashPassword` makes it. */
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly tenant?: string | undefined;
}

/** A program that sends `Authorization: Bearer TOKEN`. */
export interface TokenConfig {
  readonly name: string;
  /** As `hashToken` makes it. */
  readonly tokenHash: string;
  readonly roles: readonly Role[];
  readonly tenant?: string | undefined;
}

/** What one tenant may do; what is undefined is as for all tenants. */
export interface TenantQuota {
  readonly ingestBytesPerSecond?: number | undefined;
  readonly storedBytesMax?: number | undefined;
}

/** A port beside that of HTTP. */
export interface ListenerEntry extends Omit<ListenerConfig, 'tls'> {
  /** Paths of files in PEM. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string | undefined } | undefined;
  /** Whether it may listen beyond loopback although nobody has to sign in there. */
  readonly insecure?: boolean | undefined;
}

/**
 * The configuration of a server, checked and complete. Sizes are in bytes, times in milliseconds. What each key means stands in
 * `CONFIG_KEYS`, from which the flags, the variables of the environment and the YAML file are derived.
 */
export interface ServerConfig {
  readonly general: {
    readonly data: string;
    readonly host: string;
    readonly port: number;
    readonly durability: Durability;
    readonly insecure: boolean;
    readonly listeners: readonly ListenerEntry[];
    /** Paths, from the working directory on, or URLs. */
    readonly extensions: readonly string[];
  };
  readonly tls: { readonly cert: string; readonly key: string };
  readonly http: {
    readonly connectionsMax: number;
    readonly headersTimeoutMs: number;
    readonly requestTimeoutMs: number;
    readonly idleTimeoutMs: number;
    readonly bodyBytesPerSecondMin: number;
    readonly keepAliveTimeoutMs: number;
    readonly headerBytesMax: number;
    readonly bodyBytesMax: number;
    readonly origins: readonly string[];
    readonly hosts: readonly string[];
  };
  readonly ingest: {
    readonly lineBytesMax: number;
    readonly bodyBytesMax: number;
    readonly bytesInFlightMax: number;
    readonly tenantBytesInFlightMax: number;
    readonly queueTimeoutMs: number;
  };
  readonly query: {
    readonly concurrencyMax: number;
    readonly queueMax: number;
    readonly queueTimeoutMs: number;
    readonly timeoutMs: number;
    readonly memoryBytesMax: number;
    readonly rows: number;
    readonly tailsMax: number;
  };
  readonly retention: {
    readonly maxAgeMs: number;
    readonly maxBytes: number;
    readonly streams: readonly StreamRule[];
  };
  readonly storage: {
    readonly freeBytesMin: number;
    readonly cacheBytes: number;
    readonly indexes: readonly string[];
  };
  readonly threads: { readonly ingest: number; readonly query: number };
  readonly tenants: {
    readonly max: number;
    readonly idleTimeoutMs: number;
    readonly ingestBytesPerSecond: number;
    readonly storedBytesMax: number;
    readonly quotas: Readonly<Record<string, TenantQuota>>;
  };
  readonly auth: {
    readonly users: readonly UserConfig[];
    readonly tokens: readonly TokenConfig[];
    readonly cacheTimeMs: number;
  };
  readonly stop: { readonly drainTimeoutMs: number };
  readonly log: { readonly level: LogLevel };
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
