import { describe, expect, test } from 'vitest';
import { hashToken } from '../auth/token-hash.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import type { TokenConfig } from '../config/server-config.ts';
import { RECEIVERS } from '../receivers/receiver-registry.ts';
import type { Role } from './principal.ts';
import type { Route } from './route.ts';
import { startServer, type TestServer } from './test-server.test-support.ts';

const ROLES: readonly Role[] = ['ingest', 'read', 'admin'];

function token(name: string, role: Role, tenant?: string): TokenConfig {
  return { name, tokenHash: hashToken(`secret of ${name}`.replaceAll(' ', '-')), roles: [role], tenant };
}

/** What goes into the header for a token made by `token`. */
function bearer(name: string): Record<string, string> {
  return { authorization: `Bearer ${`secret of ${name}`.replaceAll(' ', '-')}` };
}

const TOKENS = [
  ...ROLES.map((role) => token(`all-${role}`, role)),
  ...ROLES.map((role) => token(`acme-${role}`, role, 'acme')),
  ...ROLES.map((role) => token(`globex-${role}`, role, 'globex')),
];

function startGuarded(): Promise<TestServer> {
  return startServer({ config: { auth: { ...resolveConfig().auth, tokens: TOKENS } } });
}

interface Access {
  readonly method: string;
  readonly path: string;
  readonly role: Route['role'];
  readonly scope: Route['scope'] | undefined;
}

/** Every route that there is, whoever serves it, with a path that meets it. */
function allRoutes({ server }: TestServer): Access[] {
  const own = server.routes.flatMap(({ method, path, role, scope }) =>
    (method === 'GET' ? ['GET', 'HEAD'] : [method]).map((each) => ({ method: each, path, role, scope })),
  );
  const received = RECEIVERS.flatMap(({ routes }) =>
    routes.map(({ method, path }) => ({ method, path, role: 'ingest' as const, scope: 'tenant' as const })),
  );
  return [...own, ...received].map((route) => ({ ...route, path: route.path.replaceAll(/:\w+|\*/g, 'x') }));
}

describe('access', () => {
  test('every route is for those that may use it, and for nobody else', async () => {
    const server = await startGuarded();
    const wrong: string[] = [];
    const routes = allRoutes(server);
    expect(routes.length).toBeGreaterThan(50);
    const check = async ({ method, path, role, scope = 'tenant' }: Access): Promise<void> => {
      const status = async (headers: Record<string, string>): Promise<number> => {
        const answer = await fetch(server.url + path, { method, headers: { accept: 'text/html', ...headers } });
        await answer.arrayBuffer();
        return answer.status;
      };
      const expectStatus = async (who: string, headers: Record<string, string>, expected: number | 'let in') => {
        const actual = await status(headers);
        const isRight = expected === 'let in' ? actual !== 401 && actual !== 403 : actual === expected;
        if (!isRight) wrong.push(`${method} ${path} for ${who}: ${actual}, not ${expected}`);
      };
      const isOpen = role === 'open';
      await expectStatus('nobody', {}, isOpen ? 'let in' : 401);
      await expectStatus('a wrong token', bearer('nobody'), isOpen ? 'let in' : 401);
      for (const each of ROLES) {
        const isAllowed = isOpen || each === role || each === 'admin';
        await expectStatus(`all-${each}`, bearer(`all-${each}`), isAllowed ? 'let in' : 403);
        const reachesOwn = isOpen || (isAllowed && scope === 'tenant');
        await expectStatus(`acme-${each}`, bearer(`acme-${each}`), reachesOwn ? 'let in' : 403);
        const asOther = { ...bearer(`globex-${each}`), 'x-scope-orgid': 'acme' };
        await expectStatus(`globex-${each} as acme`, asOther, isOpen ? 'let in' : 403);
      }
    };
    for (let start = 0; start < routes.length; start += 16)
      await Promise.all(routes.slice(start, start + 16).map(check));
    expect(wrong).toEqual([]);
  });

  test('a credential of a tenant writes to it and reads from it without being told', async () => {
    const { ingest, post, stores } = await startGuarded();
    expect((await ingest([{ _msg: 'of acme' }], bearer('acme-ingest'))).status).toBe(200);
    expect((await ingest([{ _msg: 'of all' }], { ...bearer('all-ingest'), 'x-scope-orgid': 'globex' })).status).toBe(
      200,
    );
    expect(stores.list()).toEqual(['acme', 'globex']);
    const read = async (who: string, headers: Record<string, string> = {}): Promise<unknown> =>
      await (await post('/api/v1/query', {}, { ...bearer(who), ...headers })).json();
    expect(await read('acme-read')).toMatchObject({ entries: [{ _msg: 'of acme' }] });
    expect(await read('globex-read')).toMatchObject({ entries: [{ _msg: 'of all' }] });
    expect(await read('all-read')).toEqual({ entries: [] });
    expect(await read('all-read', { 'x-scope-orgid': 'acme' })).toMatchObject({ entries: [{ _msg: 'of acme' }] });
    expect(await read('globex-read', { 'x-scope-orgid': 'acme' })).toMatchObject({ error: { code: 'FORBIDDEN' } });
  });

  test('a wrong credential is asked for a right one', async () => {
    const { post, get } = await startGuarded();
    for (const answer of [await post('/api/v1/query', {}), await get('/metrics', bearer('x'))]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/Basic realm=.*Bearer/);
      expect(await answer.text()).not.toContain('token of');
    }
  });

  test('reading makes no tenant', async () => {
    const { post, stores } = await startServer();
    expect(await (await post('/api/v1/query', {}, { 'x-scope-orgid': 'nobody' })).json()).toEqual({ entries: [] });
    expect(stores.list()).toEqual([]);
  });

  test('there are only so many tenants', async () => {
    const { ingest } = await startServer({ argv: ['--tenants-max', '2'] });
    const status = async (tenant: string): Promise<number> =>
      (await ingest([{ _msg: 'a' }], { 'x-scope-orgid': tenant })).status;
    expect([await status('a'), await status('b'), await status('c'), await status('b')]).toEqual([200, 200, 403, 200]);
  });

  test('pages of other sites may not write, nor read under another name', async () => {
    const { port, ingest, get } = await startServer({ argv: ['--http-origins', 'https://logs.example.org'] });
    const from = async (origin: string): Promise<number> => (await ingest([{ _msg: 'a' }], { origin })).status;
    expect(await from('https://evil.example')).toBe(403);
    expect(await from('null')).toBe(403);
    expect(await from(`http://127.0.0.1:${port}`)).toBe(200);
    expect(await from('https://logs.example.org')).toBe(200);
    const answer = await get('/api/v1/rules', { origin: 'https://evil.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
