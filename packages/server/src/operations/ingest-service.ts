import type { IngestReport } from 'log-analytics-engine';
import type { Histogram } from 'prom-client';
import type { ServerConfig } from '../config/server-config.ts';
import { failureOf } from '../errors/error-status.ts';
import { OverloadedError, StoppingError } from '../errors/server-error.ts';
import type { ReceiverContext, ReceiverLimits } from '../receivers/receiver.ts';
import type { BatchOptions } from '../store/log-store.ts';
import type { TenantAccess } from '../store/tenant-access.ts';
import { ByteBudget } from './byte-budget.ts';
import type { FreeSpace } from './free-space.ts';
import { countReport, emptyFigures, type IngestFigures } from './ingest-figures.ts';
import { promClient } from './prom-client.ts';
import { DURATION_BUCKETS } from './route-figures.ts';
import type { TenantQuotas } from './tenant-quotas.ts';

export interface IngestServiceParts {
  readonly config: ServerConfig['ingest'];
  readonly tenants: TenantAccess;
  readonly quotas: TenantQuotas;
  readonly freeSpace: FreeSpace;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Where all entries come in, whatever the protocol: it keeps what is under way within limits, holds tenants to their quotas, and
 * counts. A receiver that is not on the HTTP port takes its contexts from here, too.
 */
export class IngestService {
  readonly limits: ReceiverLimits;
  /** Lines on their way to the store. */
  readonly inFlight: ByteBudget;
  /** Bodies that are held whole. */
  readonly held: ByteBudget;
  /** Entries that were refused, by reason, as far as they were counted; requests for those that were not read. */
  readonly refusals: Map<string, number> = new Map();
  readonly byReceiver: Map<string, IngestFigures> = new Map();
  readonly byTenant: Map<string, IngestFigures> = new Map();
  readonly durations: Histogram = new (promClient().Histogram)({
    name: 'log_analytics_ingest_seconds',
    help: 'How long the store took to acknowledge lines.',
    buckets: [...DURATION_BUCKETS],
    registers: [],
  });
  readonly #parts: IngestServiceParts;
  #isStopping = false;

  constructor(parts: IngestServiceParts) {
    this.#parts = parts;
    const { lineBytesMax, bodyBytesMax, bytesInFlightMax, tenantBytesInFlightMax, queueTimeoutMs } = parts.config;
    const budget = { totalMax: bytesInFlightMax, tenantMax: tenantBytesInFlightMax, waitMs: queueTimeoutMs };
    this.limits = { lineBytesMax, bodyBytesMax };
    this.inFlight = new ByteBudget(budget);
    this.held = new ByteBudget(budget);
  }

  /**
   * What a receiver needs for one request, or one connection, of a tenant.
   * @param batch what is stored by it is one batch
   * @throws OverloadedError, QuotaExceededError, DiskFullError, StoppingError: nothing is taken from this tenant now
   */
  admit(tenant: string, receiver: string, batch?: BatchOptions): ReceiverContext {
    if (this.#isStopping) throw this.#refused(new StoppingError());
    try {
      this.#parts.freeSpace.check();
      this.#parts.quotas.check(tenant);
    } catch (error) {
      throw this.#refused(error);
    }
    let calls = 0;
    const store = (ndjson: Uint8Array): Promise<IngestReport> => {
      const call = calls++;
      return this.#store(tenant, receiver, ndjson, call, batch);
    };
    return { store, clock: this.#parts.clock, limits: this.limits };
  }

  /** Reserves memory for a body that is held whole. @throws OverloadedError */
  hold(tenant: string, bytes: number): void {
    if (this.held.tryTake(tenant, bytes)) return;
    throw this.#refused(
      new OverloadedError('the server holds as many bodies as it may; send this again a little later', 2),
    );
  }

  release(tenant: string, bytes: number): void {
    this.held.give(tenant, bytes);
  }

  /** From now on nothing new is taken; what has begun goes on. */
  stop(): void {
    this.#isStopping = true;
  }

  figuresOf(map: Map<string, IngestFigures>, name: string): IngestFigures {
    const known = map.get(name);
    if (known !== undefined) return known;
    const figures = emptyFigures();
    map.set(name, figures);
    return figures;
  }

  async #store(
    tenant: string,
    receiver: string,
    ndjson: Uint8Array,
    call: number,
    batch: BatchOptions | undefined,
  ): Promise<IngestReport> {
    const bytes = ndjson.length;
    try {
      if (!this.inFlight.tryTake(tenant, bytes)) await this.inFlight.take(tenant, bytes, call > 0);
    } catch (error) {
      throw this.#refused(error);
    }
    const startedMs = performance.now();
    try {
      const store = await this.#parts.tenants.toWrite(tenant);
      const report =
        batch === undefined ? await store.ingestBytes(ndjson) : await store.ingestBytes(ndjson, ofCall(batch, call));
      this.durations.observe((performance.now() - startedMs) / 1000);
      this.#parts.quotas.charge(tenant, bytes);
      countReport(this.figuresOf(this.byReceiver, receiver), report, bytes);
      countReport(this.figuresOf(this.byTenant, tenant), report, bytes);
      return report;
    } catch (error) {
      throw this.#refused(error);
    } finally {
      this.inFlight.give(tenant, bytes);
    }
  }

  #refused(error: unknown): unknown {
    const reason = failureOf(error).code.toLowerCase();
    this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1);
    return error;
  }
}

/** A receiver hands a batch over in one call; were it to make several, each would be a batch of its own. */
function ofCall({ batchId, checksum }: BatchOptions, call: number): BatchOptions {
  return { batchId: call === 0 ? batchId : `${batchId}/${call}`, checksum };
}
