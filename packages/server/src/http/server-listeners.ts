import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'log-analytics-engine';
import type { Logger } from 'pino';
import type { AccessGuard } from '../auth/access-guard.ts';
import type { ListenerEntry } from '../config/server-config.ts';
import { ForbiddenError } from '../errors/server-error.ts';
import type { IngestService } from '../operations/ingest-service.ts';
import type { ListenerServices } from '../receivers/listener.ts';
import type { ListenerConfig, RunningListeners } from '../receivers/start-listeners.ts';
import { DEFAULT_TENANT } from '../store/tenant-stores.ts';
import { batchOf } from './batch-id.ts';

export interface ServerListenersParts {
  readonly entries: readonly ListenerEntry[];
  readonly guard: AccessGuard;
  readonly ingest: IngestService;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The ports of a server beside that of HTTP: what comes in there is held to the same limits and quotas. */
export class ServerListeners {
  readonly #parts: ServerListenersParts;
  #running: RunningListeners | undefined;

  constructor(parts: ServerListenersParts) {
    this.#parts = parts;
  }

  /** Those that listen, with their addresses. */
  get list(): RunningListeners['list'] {
    return this.#running?.list ?? [];
  }

  /** @throws InvalidArgumentError where one cannot listen; then none does */
  async start(): Promise<void> {
    const { entries, ingest, log, clock } = this.#parts;
    if (entries.length === 0) return;
    // Loaded only where there are some: gRPC alone doubles the time of a start.
    const { startListeners } = await import('../receivers/start-listeners.ts');
    this.#running = await startListeners(entries.map(withFiles), this.#services(), { clock, limits: ingest.limits });
    for (const { name, address } of this.list) log.info({ listener: name, ...address }, 'listening');
  }

  /** Resolves when what came in is stored, or counted as dropped. */
  async close(): Promise<void> {
    await this.#running?.close();
  }

  #services(): ListenerServices {
    const { guard, ingest, log } = this.#parts;
    return {
      async contextOf({ listener, tenant, headers, body }) {
        if (headers === undefined) return ingest.admit(tenant ?? DEFAULT_TENANT, listener);
        const access = await guard.admit({ method: 'POST', headers }, { role: 'ingest' });
        const batch = batchOf(headers);
        if (body !== undefined) batch?.update(body);
        return ingest.admit(tenantFor(access.principal.tenant, tenant) ?? access.tenant, listener, batch);
      },
      onProblem: (listener, message, error) => log.warn({ listener, err: error }, message),
    };
  }
}

/** The tenant of the listener, unless it is kept from whoever sends. @throws ForbiddenError */
function tenantFor(own: string | undefined, configured: string | undefined): string | undefined {
  if (own === undefined || configured === undefined || own === configured) return configured;
  throw new ForbiddenError('the credential is for another tenant than that of this port');
}

function withFiles({ tls, insecure: _, ...config }: ListenerEntry): ListenerConfig {
  if (tls === undefined) return config;
  const { cert, key, clientCa } = tls;
  try {
    const files = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
    return {
      ...config,
      tls: { ...files, ...(clientCa !== undefined && { clientCa: readFileSync(clientCa, 'utf8') }) },
    };
  } catch (error) {
    throw new InvalidArgumentError(
      `a file of the listener ${config.protocol} cannot be read: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}
