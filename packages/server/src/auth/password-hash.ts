import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { InvalidArgumentError } from 'log-analytics-engine';

/** What OWASP asks for at least: 2^15 rounds of 8 blocks, three times over; some 100 ms and 32 MiB. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** A longer one is hashed first by no rule that both sides know, so it is refused. */
const PASSWORD_BYTES_MAX = 1024;
/** Memory that a hash of a configuration may want: higher costs than ours are let in, absurd ones are not. */
const MEMORY_BYTES_MAX = 512 * 1024 * 1024;

/**
 * What to write into the configuration for a password: `scrypt:N:r:p:SALT:KEY`, salt and key in base64url. Each call gives another.
 * @throws InvalidArgumentError for an empty password, and one of more than 1,024 bytes
 */
export async function hashPassword(password: string): Promise<string> {
  const bytes = Buffer.byteLength(password);
  if (bytes === 0 || bytes > PASSWORD_BYTES_MAX) {
    throw new InvalidArgumentError(`a password has 1 to ${PASSWORD_BYTES_MAX} bytes; this one has ${bytes}`);
  }
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, KEY_BYTES, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join(':');
}

/**
 * Whether the hash is that of the password; compares in constant time.
 * @throws InvalidArgumentError where the hash has not the form of `hashPassword`, or costs more than 512 MiB
 */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = hash.split(':');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) {
    throw new InvalidArgumentError('the hash of a password is scrypt:N:r:p:SALT:KEY');
  }
  if (Buffer.byteLength(password) > PASSWORD_BYTES_MAX) return false;
  const expected = Buffer.from(key, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), expected.length, cost);
  return timingSafeEqual(actual, expected);
}

function derive(password: string, salt: Buffer, keyBytes: number, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, key: Buffer): void => (error === null ? resolve(key) : reject(wrongCost(error)));
    try {
      scrypt(password, salt, keyBytes, { ...cost, maxmem: MEMORY_BYTES_MAX }, done);
    } catch (error) {
      reject(wrongCost(error));
    }
  });
}

function wrongCost(error: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`the hash of a password cannot be computed: ${(error as Error).message}`, {
    cause: error,
  });
}
