import type { EngineStatistics } from 'log-analytics-engine';
import type { TenantAccess } from '../store/tenant-access.ts';
import type { TenantQuotas } from './tenant-quotas.ts';

/** How long figures are good for: to gather them costs the stores some work. */
const LIFE_MS = 5000;
/** How often quotas of storage are looked after. */
const PERIOD_MS = 10_000;

/** What the tenants store that were used since the start, so that looking at figures opens no data. */
export class StorageFigures {
  /** Tenants whose figures could not be had, since the start. */
  failures = 0;
  readonly #tenants: TenantAccess;
  readonly #quotas: TenantQuotas;
  readonly #clock: () => number;
  readonly #timer: NodeJS.Timeout;
  #gathered: Promise<ReadonlyMap<string, EngineStatistics>> | undefined;
  #gatheredMs = 0;

  /** @param clock milliseconds since any fixed point */
  constructor(tenants: TenantAccess, quotas: TenantQuotas, clock: () => number) {
    this.#tenants = tenants;
    this.#quotas = quotas;
    this.#clock = clock;
    this.#timer = setInterval(() => void this.#lookAfterQuotas(), PERIOD_MS).unref();
  }

  /** The statistics by tenant, at most five seconds old. */
  async all(): Promise<ReadonlyMap<string, EngineStatistics>> {
    const nowMs = this.#clock();
    if (this.#gathered === undefined || nowMs - this.#gatheredMs > LIFE_MS) {
      this.#gatheredMs = nowMs;
      this.#gathered = this.#gather();
    }
    return await this.#gathered;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #gather(): Promise<ReadonlyMap<string, EngineStatistics>> {
    const all = new Map<string, EngineStatistics>();
    for (const tenant of this.#tenants.used) {
      try {
        const statistics = await (await this.#tenants.toRead(tenant)).getStats();
        all.set(tenant, statistics);
        this.#quotas.noteStored(tenant, statistics.storedBytes);
      } catch {
        // One that cannot answer now must not hide the others.
        this.failures++;
      }
    }
    return all;
  }

  async #lookAfterQuotas(): Promise<void> {
    const isLimited = [...this.#tenants.used].some((tenant) => this.#quotas.quotaOf(tenant).storedBytesMax > 0);
    if (isLimited) await this.all();
  }
}
