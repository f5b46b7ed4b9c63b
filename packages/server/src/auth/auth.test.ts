import { scryptSync } from 'node:crypto';
import { InvalidArgumentError } from 'log-analytics-engine';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../config/resolve-config.ts';
import { UnauthenticatedError } from '../errors/server-error.ts';
import { ANYBODY } from '../http/principal.ts';
import { Authenticator } from './authenticator.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';
import { tenantOfHeaders } from './tenant-headers.ts';
import { hashToken, makeToken } from './token-hash.ts';

/** As `hashPassword` would make it, at a cost for tests: the cost is part of a hash. */
function cheapHash(password: string): string {
  const key = scryptSync(password, 'salt', 32, { N: 2, r: 1, p: 1 });
  return `scrypt:2:1:1:${Buffer.from('salt').toString('base64url')}:${key.toString('base64url')}`;
}

const CHEAP = cheapHash('nobody guesses this');

const { auth } = resolveConfig();
const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

describe('passwords', () => {
  test('are known again by their hash, which differs each time', async () => {
    const hash = await hashPassword('correct horse');
    expect(hash).toMatch(/^scrypt:32768:8:3:[\w-]{22}:[\w-]{43}$/);
    expect(await hashPassword('correct horse')).not.toBe(hash);
    expect(await verifyPassword('correct horse', hash)).toBe(true);
    expect(await verifyPassword('correct horse', CHEAP)).toBe(false);
    expect(await verifyPassword('nobody guesses this', CHEAP)).toBe(true);
    expect(await verifyPassword('x'.repeat(2000), hash)).toBe(false);
  });

  test('that are none, and hashes that are none, are refused', async () => {
    await expect(hashPassword('')).rejects.toThrow(InvalidArgumentError);
    await expect(hashPassword('x'.repeat(1025))).rejects.toThrow('1 to 1024 bytes');
    for (const hash of ['', 'plain', 'scrypt:3:8:1:aa:bb', `scrypt:${2 ** 30}:8:1:aa:bb`]) {
      await expect(verifyPassword('x', hash), hash).rejects.toThrow(InvalidArgumentError);
    }
  });
});

describe('the authenticator', () => {
  test('knows users and tokens, and remembers them for a while', async () => {
    let nowMs = 0;
    const token = makeToken();
    const users = [{ name: 'ada', passwordHash: cheapHash('a:b'), roles: ['read' as const], tenant: 'acme' }];
    const tokens = [{ name: 'shipper', tokenHash: hashToken(token), roles: ['ingest' as const] }];
    const authenticator = new Authenticator({ users, tokens, cacheTimeMs: 1000 }, () => nowMs);
    const ada = { name: 'ada', roles: ['read'], tenant: 'acme' };
    expect(await authenticator.principalOf(basic('ada', 'a:b'))).toEqual(ada);
    // A second is far too short for thousands of hashes: they are remembered.
    for (let i = 0; i < 5000; i++) expect(await authenticator.principalOf(basic('ada', 'a:b'))).toEqual(ada);
    nowMs = 5000;
    expect(await authenticator.principalOf(basic('ada', 'a:b'))).toEqual(ada);
    for (const scheme of ['Bearer', 'bearer', 'Splunk', 'ApiKey', 'Token']) {
      expect(await authenticator.principalOf(`${scheme} ${token}`)).toMatchObject({ name: 'shipper' });
    }
    expect(authenticator.failures).toBe(0);
  });

  test.each([
    undefined,
    '',
    'Basic',
    'Basic !',
    basic('ada', 'wrong'),
    basic('eve', 'a'),
    'Bearer x',
    `Digest ${'x'.repeat(9)}`,
  ])('does not know %j', async (header) => {
    const users = [{ name: 'ada', passwordHash: CHEAP, roles: ['read' as const] }];
    const authenticator = new Authenticator({ ...auth, users }, () => 0);
    for (let again = 0; again < 2; again++) {
      await expect(authenticator.principalOf(header)).rejects.toThrow(UnauthenticatedError);
    }
    expect(authenticator.failures).toBe(header === undefined ? 0 : 2);
  });

  test('lets guesses wait in line, and turns too many away', async () => {
    const users = [{ name: 'ada', passwordHash: CHEAP, roles: ['read' as const] }];
    const authenticator = new Authenticator({ ...auth, users }, () => 0);
    const guesses = Array.from({ length: 80 }, (_, n) => authenticator.principalOf(basic('ada', `guess ${n}`)));
    const names = (await Promise.allSettled(guesses)).map(
      (each) => each.status === 'rejected' && (each.reason as Error).name,
    );
    expect(names.filter((name) => name === 'UnauthenticatedError')).toHaveLength(66);
    expect(names.filter((name) => name === 'OverloadedError')).toHaveLength(14);
    await expect(authenticator.principalOf(basic('ada', 'one more'))).rejects.toThrow(UnauthenticatedError);
  });

  test('asks for nothing where nothing is configured', async () => {
    expect(await new Authenticator(auth, () => 0).principalOf(undefined)).toBe(ANYBODY);
  });
});

describe('the tenant of a request', () => {
  test.each([
    [{}, undefined],
    [{ 'x-scope-orgid': '' }, undefined],
    [{ 'x-scope-orgid': 'acme' }, 'acme'],
    [{ accountid: '0', projectid: '0' }, 'default'],
    [{ accountid: '7' }, '7-0'],
    [{ accountid: '7', projectid: '4294967295' }, '7-4294967295'],
    [{ projectid: '3' }, '0-3'],
  ])('%j names %j', (headers, tenant) => {
    expect(tenantOfHeaders(headers)).toBe(tenant);
  });

  test.each([
    [{ 'x-scope-orgid': '..' }],
    [{ 'x-scope-orgid': 'a/b' }],
    [{ 'x-scope-orgid': 'a|b' }],
    [{ 'x-scope-orgid': 'x'.repeat(65) }],
    [{ accountid: '-1' }],
    [{ accountid: '4294967296' }],
    [{ projectid: '1e3' }],
    [{ 'x-scope-orgid': 'a', accountid: '1' }],
    [{ 'x-scope-orgid': 'a', projectid: '0' }],
  ])('%j names none', (headers) => {
    expect(() => tenantOfHeaders(headers)).toThrow(InvalidArgumentError);
  });
});
