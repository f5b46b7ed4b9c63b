import type { LogFilters } from 'log-analytics-engine';
import type { Logger } from 'pino';
import type { LogStore } from '../store/log-store.ts';
import type { TenantAccess } from '../store/tenant-access.ts';

/** How long some entries are kept. */
export interface StreamRule {
  /** In LogsQL, without pipes. */
  readonly filter: string;
  readonly maxAgeMs: number;
}

export interface StreamRetentionParts {
  /** The first rule whose filter an entry meets counts for it. */
  readonly rules: readonly StreamRule[];
  readonly tenants: Pick<TenantAccess, 'list' | 'inBackground' | 'isResting'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: Logger;
}

/** Entries go within a minute after they are past. */
const PERIOD_MS = 30_000;
/** A tenant whose files are closed, as nobody uses it, is opened for this so often. */
const RESTING_PERIOD_MS = 3_600_000;
/** A run ends after so long; the next goes on with the tenant that is due. */
const RUN_MS = 10_000;

/**
 * Deletes entries that are older than the rule for them allows. Tenants have their turn one after the other, and a tenant that has
 * nothing to delete is asked no more than how many entries there are.
 */
export class StreamRetention {
  /** Entries deleted since the start, by tenant. */
  readonly deletedCounts: Map<string, number> = new Map();
  /** Tenants at which a run failed; they have their turn again. */
  failures = 0;
  readonly #parts: StreamRetentionParts;
  readonly #timer: NodeJS.Timeout | undefined;
  /** When tenants had their turn, by the clock of the parts. */
  readonly #turns = new Map<string, number>();
  /** The tenant that had its turn last. */
  #last = '';
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(parts: StreamRetentionParts) {
    this.#parts = parts;
    if (parts.rules.length > 0) this.#timer = setInterval(() => void this.run(), PERIOD_MS).unref();
  }

  /** Deletes what is past; a call during a run waits for that one. */
  async run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  /** Ends the timer, and a run under way behind the rule that it is at. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#isStopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { tenants, log, clock } = this.#parts;
    const endMs = performance.now() + RUN_MS;
    const all = tenants.list();
    const next = all.findIndex((tenant) => tenant > this.#last);
    for (const tenant of next < 0 ? all : [...all.slice(next), ...all.slice(0, next)]) {
      if (this.#isStopped || performance.now() > endMs) return;
      this.#last = tenant;
      const sinceTurn = Math.abs(clock() - (this.#turns.get(tenant) ?? Number.NEGATIVE_INFINITY));
      if (tenants.isResting(tenant) && sinceTurn < RESTING_PERIOD_MS) continue;
      this.#turns.set(tenant, clock());
      try {
        await tenants.inBackground(tenant, (store) => this.#deletePast(tenant, store));
      } catch (error) {
        this.failures++;
        if (!this.#isStopped) log.warn({ err: error, tenant }, 'entries that are past could not be deleted');
      }
    }
  }

  async #deletePast(tenant: string, store: LogStore): Promise<void> {
    const { rules, clock } = this.#parts;
    for (const filters of pastFilters(rules, clock())) {
      if (this.#isStopped) return;
      if ((await store.countLogs(filters)) === 0) continue;
      const deleted = await store.delete(filters);
      this.deletedCounts.set(tenant, (this.deletedCounts.get(tenant) ?? 0) + deleted);
    }
  }
}

/** What passes each rule, none before it, and is too old. */
export function pastFilters(rules: readonly StreamRule[], nowMs: number): LogFilters[] {
  return rules.map(({ filter, maxAgeMs }, index) => {
    const others = rules.slice(0, index).map((rule) => `!(${rule.filter})`);
    return { query: [`(${filter})`, ...others].join(' '), endTime: nowMs - maxAgeMs - 1 };
  });
}
