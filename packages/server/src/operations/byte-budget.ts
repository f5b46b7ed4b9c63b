import { OverloadedError } from '../errors/server-error.ts';

export interface ByteBudgetLimits {
  /** Bytes of all tenants together. */
  readonly totalMax: number;
  /** Bytes of each tenant. */
  readonly tenantMax: number;
  /** How long `take` waits, in milliseconds. */
  readonly waitMs: number;
}

interface Waiter {
  readonly tenant: string;
  readonly bytes: number;
  readonly admit: () => void;
}

/**
 * Counts bytes that are held for a while, in all and by tenant, and keeps them below limits. What is larger than a limit is let in
 * alone, so that nothing waits for ever.
 */
export class ByteBudget {
  readonly #limits: ByteBudgetLimits;
  readonly #byTenant = new Map<string, number>();
  readonly #waiters = new Set<Waiter>();
  #total = 0;
  #waiting = 0;

  constructor(limits: ByteBudgetLimits) {
    this.#limits = limits;
  }

  /** The bytes held now. */
  get total(): number {
    return this.#total;
  }

  /** The bytes of those who wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Takes bytes if they fit. */
  tryTake(tenant: string, bytes: number): boolean {
    if (!this.#fits(tenant, bytes)) return false;
    this.#add(tenant, bytes);
    return true;
  }

  /**
   * Takes bytes, now or when others have given theirs back.
   * @param isPatient whether it waits also where many wait already: for a part of something that has begun
   * @throws OverloadedError when it took too long, or too much waits
   */
  async take(tenant: string, bytes: number, isPatient: boolean): Promise<void> {
    if (this.tryTake(tenant, bytes)) return;
    const { totalMax, waitMs } = this.#limits;
    if (!isPatient && this.#waiting + bytes > totalMax / 2) throw overloaded();
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        tenant,
        bytes,
        admit: () => {
          clearTimeout(timer);
          this.#leave(waiter);
          this.#add(tenant, bytes);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.#leave(waiter);
        reject(overloaded());
      }, waitMs);
      this.#waiters.add(waiter);
      this.#waiting += bytes;
    });
  }

  /** Gives back what was taken. */
  give(tenant: string, bytes: number): void {
    this.#add(tenant, -bytes);
    for (const waiter of this.#waiters) if (this.#fits(waiter.tenant, waiter.bytes)) waiter.admit();
  }

  #fits(tenant: string, bytes: number): boolean {
    const own = this.#byTenant.get(tenant) ?? 0;
    const { totalMax, tenantMax } = this.#limits;
    return (own === 0 || own + bytes <= tenantMax) && (this.#total === 0 || this.#total + bytes <= totalMax);
  }

  #add(tenant: string, bytes: number): void {
    this.#total += bytes;
    const own = (this.#byTenant.get(tenant) ?? 0) + bytes;
    if (own === 0) this.#byTenant.delete(tenant);
    else this.#byTenant.set(tenant, own);
  }

  #leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    this.#waiting -= waiter.bytes;
  }
}

function overloaded(): OverloadedError {
  return new OverloadedError(
    'more entries come in than can be stored at the moment; send these again a little later',
    2,
  );
}
