import { hash, randomBytes } from 'node:crypto';

/**
 * What to write into the configuration for a token: `sha256:` and hexadecimal digits. Tokens are random, so a plain hash is no help
 * to whoever sees it; that is why they must not be chosen by people.
 */
export function hashToken(token: string): string {
  return `sha256:${hash('sha256', token)}`;
}

/** A new random token. */
export function makeToken(): string {
  return `la_${randomBytes(32).toString('base64url')}`;
}
