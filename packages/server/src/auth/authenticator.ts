import { timingSafeEqual } from 'node:crypto';
import type { ServerConfig, UserConfig } from '../config/server-config.ts';
import { OverloadedError, UnauthenticatedError } from '../errors/server-error.ts';
import { ANYBODY, type Principal } from '../http/principal.ts';
import { CredentialCache } from './credential-cache.ts';
import { verifyPassword } from './password-hash.ts';
import { hashToken } from './token-hash.ts';

/** Passwords checked at once: each takes a core and 32 MiB while it lasts. */
const CHECKS_MAX = 2;
/** Passwords that wait to be checked; whoever guesses fills the line, and gets 429. */
const CHECKS_WAITING_MAX = 64;

/** The schemes under which shippers send a token, in lower case. */
const TOKEN_SCHEMES: ReadonlySet<string> = new Set(['bearer', 'token', 'apikey', 'splunk']);

/** Compared with where there is no user of the name, so that this takes as long; the hash of nothing that anybody knows. */
const NOBODY_HASH = `scrypt:32768:8:3:${'A'.repeat(22)}:${'A'.repeat(43)}`;

/** Finds out who sends a request. */
export class Authenticator {
  readonly #users: ReadonlyMap<string, UserConfig>;
  readonly #tokens: readonly { readonly digest: Buffer; readonly principal: Principal }[];
  readonly #cache: CredentialCache;
  readonly #waiting: (() => void)[] = [];
  #checking = 0;
  #failures = 0;

  constructor({ users, tokens, cacheTimeMs }: ServerConfig['auth'], clock: () => number) {
    this.#users = new Map(users.map((user) => [user.name, user]));
    this.#tokens = tokens.map((token) => ({ digest: Buffer.from(token.tokenHash), principal: principalOf(token) }));
    this.#cache = new CredentialCache(cacheTimeMs, clock);
  }

  /** Whether requests need a credential. */
  get isRequired(): boolean {
    return this.#users.size > 0 || this.#tokens.length > 0;
  }

  /** How many credentials were wrong since the start. */
  get failures(): number {
    return this.#failures;
  }

  /**
   * @param authorization the header of the same name
   * @throws UnauthenticatedError where there is no credential or a wrong one; it does not say what is wrong with it
   * @throws OverloadedError where too many passwords wait to be checked
   */
  async principalOf(authorization: string | undefined): Promise<Principal> {
    if (!this.isRequired) return ANYBODY;
    if (authorization === undefined)
      throw new UnauthenticatedError('a credential is needed: a user and password, or a token');
    const key = this.#cache.keyOf(authorization);
    const known = this.#cache.get(key);
    const principal = known === undefined ? await this.#find(authorization) : known;
    if (known === undefined) this.#cache.set(key, principal);
    if (principal !== null) return principal;
    this.#failures++;
    throw new UnauthenticatedError('the credential is not valid');
  }

  async #find(authorization: string): Promise<Principal | null> {
    const [, scheme, value] = /^(\S+) +(\S+) *$/.exec(authorization) ?? [];
    if (scheme === undefined || value === undefined) return null;
    if (scheme.toLowerCase() === 'basic') return await this.#findUser(value);
    return TOKEN_SCHEMES.has(scheme.toLowerCase()) ? this.#findToken(value) : null;
  }

  /** Looks at every token, so that the time tells nothing. */
  #findToken(token: string): Principal | null {
    const digest = Buffer.from(hashToken(token));
    let found: Principal | null = null;
    for (const each of this.#tokens) if (timingSafeEqual(each.digest, digest)) found = each.principal;
    return found;
  }

  async #findUser(encoded: string): Promise<Principal | null> {
    const text = Buffer.from(encoded, 'base64').toString();
    const colon = text.indexOf(':');
    if (colon < 0) return null;
    const user = this.#users.get(text.slice(0, colon));
    const isRight = await this.#check(text.slice(colon + 1), user?.passwordHash ?? NOBODY_HASH);
    return isRight && user !== undefined ? principalOf(user) : null;
  }

  async #check(password: string, hash: string): Promise<boolean> {
    if (this.#checking >= CHECKS_MAX) {
      if (this.#waiting.length >= CHECKS_WAITING_MAX)
        throw new OverloadedError('too many passwords wait to be checked', 5);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#checking++;
    }
    try {
      return await verifyPassword(password, hash);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#checking--;
      else next();
    }
  }
}

function principalOf({ name, roles, tenant }: Omit<UserConfig, 'passwordHash'>): Principal {
  return { name, roles, tenant };
}
