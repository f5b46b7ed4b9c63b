import { hash, randomBytes } from 'node:crypto';
import type { Principal } from '../http/principal.ts';

/** More different credentials than that within a minute are no clients. */
const ENTRIES_MAX = 1024;

interface Entry {
  readonly principal: Principal | null;
  readonly untilMs: number;
}

/**
 * Remembers for a while whose credential it was, or that it was nobody's. It holds no secrets: the keys are hashes with a salt of
 * this process.
 */
export class CredentialCache {
  readonly #salt = randomBytes(16).toString('hex');
  readonly #entries = new Map<string, Entry>();
  readonly #lifeMs: number;
  readonly #clock: () => number;

  /** @param clock milliseconds since any fixed point */
  constructor(lifeMs: number, clock: () => number) {
    this.#lifeMs = lifeMs;
    this.#clock = clock;
  }

  keyOf(authorization: string): string {
    return hash('sha256', this.#salt + authorization, 'base64url');
  }

  /** The principal; null where it is known to be wrong; undefined where nothing is known. */
  get(key: string): Principal | null | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.untilMs > this.#clock()) return entry.principal;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, principal: Principal | null): void {
    if (this.#lifeMs === 0) return;
    this.#entries.delete(key);
    if (this.#entries.size >= ENTRIES_MAX) this.#entries.delete(this.#entries.keys().next().value!);
    this.#entries.set(key, { principal, untilMs: this.#clock() + this.#lifeMs });
  }
}
