import type { ServerConfig, TenantQuota } from '../config/server-config.ts';
import { OverloadedError, QuotaExceededError } from '../errors/server-error.ts';

/** Over how many seconds the rate is an average: what a tenant saved up within them may come at once. */
const BURST_SECONDS = 10;

interface TenantState {
  readonly quota: Required<{ [Key in keyof TenantQuota]: number }>;
  /** Bytes that may come now; negative where more has come than may. */
  allowance: number;
  atMs: number;
  storedBytes: number;
}

/** How much each tenant may send and store. A quota of 0 is none. */
export class TenantQuotas {
  readonly #config: ServerConfig['tenants'];
  readonly #clock: () => number;
  readonly #tenants = new Map<string, TenantState>();

  /** @param clock milliseconds since any fixed point */
  constructor(config: ServerConfig['tenants'], clock: () => number) {
    this.#config = config;
    this.#clock = clock;
  }

  /** What the tenant may do; 0 for anything. */
  quotaOf(tenant: string): Required<{ [Key in keyof TenantQuota]: number }> {
    const own = Object.hasOwn(this.#config.quotas, tenant) ? this.#config.quotas[tenant]! : {};
    return {
      ingestBytesPerSecond: own.ingestBytesPerSecond ?? this.#config.ingestBytesPerSecond,
      storedBytesMax: own.storedBytesMax ?? this.#config.storedBytesMax,
    };
  }

  /**
   * Whether the tenant may send something now.
   * @throws OverloadedError when it has sent too much of late, with the time until it may again
   * @throws QuotaExceededError when it stores as much as it may
   */
  check(tenant: string): void {
    const state = this.#stateOf(tenant);
    const { ingestBytesPerSecond: rate, storedBytesMax } = state.quota;
    if (storedBytesMax > 0 && state.storedBytes >= storedBytesMax) {
      throw new QuotaExceededError(
        `the tenant '${tenant}' stores ${state.storedBytes} bytes of the ${storedBytesMax} that it may`,
      );
    }
    if (rate === 0) return;
    this.#refill(state);
    if (state.allowance <= 0) {
      throw new OverloadedError(`the tenant '${tenant}' may send ${rate} bytes a second`, (1 - state.allowance) / rate);
    }
  }

  /** Counts what the tenant has sent: a batch that was begun is taken as a whole, and paid for later. */
  charge(tenant: string, bytes: number): void {
    const state = this.#stateOf(tenant);
    if (state.quota.ingestBytesPerSecond === 0) return;
    this.#refill(state);
    state.allowance -= bytes;
  }

  /** Notes what the tenant stores now. */
  noteStored(tenant: string, storedBytes: number): void {
    this.#stateOf(tenant).storedBytes = storedBytes;
  }

  #stateOf(tenant: string): TenantState {
    const known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    const quota = this.quotaOf(tenant);
    const state = { quota, allowance: quota.ingestBytesPerSecond * BURST_SECONDS, atMs: this.#clock(), storedBytes: 0 };
    this.#tenants.set(tenant, state);
    return state;
  }

  #refill(state: TenantState): void {
    const nowMs = this.#clock();
    const rate = state.quota.ingestBytesPerSecond;
    state.allowance = Math.min(rate * BURST_SECONDS, state.allowance + ((nowMs - state.atMs) / 1000) * rate);
    state.atMs = nowMs;
  }
}
