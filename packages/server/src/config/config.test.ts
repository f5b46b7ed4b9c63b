import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from 'log-analytics-engine';
import { afterAll, describe, expect, test } from 'vitest';
import { isLoopback } from './check-config.ts';
import { CONFIG_ENTRIES } from './config-entries.ts';
import { parseConfigText } from './config-file.ts';
import { configFlags } from './config-flags.ts';
import { printConfig } from './print-config.ts';
import { type ConfigSources, resolveConfig } from './resolve-config.ts';

const directory = mkdtempSync(join(tmpdir(), 'log-analytics-config-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function fileOf(text: string): string {
  const path = join(directory, 'server.yaml');
  writeFileSync(path, text);
  return path;
}

/** The message with which a configuration is refused. */
function refusal(sources: ConfigSources): string {
  try {
    resolveConfig(sources);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgumentError);
    return (error as Error).message;
  }
  throw new Error('the configuration was taken');
}

const HASH = `sha256:${'0'.repeat(64)}`;

describe('the configuration', () => {
  test('is that of a server on loopback, unless told otherwise', () => {
    const { general, ingest, query } = resolveConfig();
    expect(general).toMatchObject({ host: '127.0.0.1', port: 4280, durability: 'fsync', insecure: false });
    expect(ingest).toMatchObject({ lineBytesMax: 256 * 1024, bodyBytesMax: 64 * 1024 * 1024 });
    expect(query).toMatchObject({ concurrencyMax: 14, queueTimeoutMs: 10_000, timeoutMs: 30_000, rows: 5000 });
  });

  test('flags come before variables, these before the file, this before the defaults', () => {
    const file = fileOf('port: 1\nquery: { timeout: 5s, rows: 7 }\nhttp:\n');
    const env = { LOG_ANALYTICS_PORT: '2', LOG_ANALYTICS_QUERY_TIMEOUT: '1m30s', OTHER: 'x' };
    const { general, query } = resolveConfig({ argv: ['--port=3', '--insecure'], env, file });
    expect(general).toMatchObject({ port: 3, insecure: true });
    expect(query).toMatchObject({ timeoutMs: 90_000, rows: 7, concurrencyMax: 14 });
  });

  test('sizes and durations have units, lists commas, structures JSON', () => {
    const tokens = [{ name: 'shipper', tokenHash: HASH, roles: ['ingest'], tenant: 'acme' }];
    const config = resolveConfig({
      argv: ['--ingest-line-bytes-max', '1.5MiB', '--storage-indexes', 'user_id, trace_id'],
      env: {
        LOG_ANALYTICS_AUTH_TOKENS: JSON.stringify(tokens),
        LOG_ANALYTICS_TENANTS_QUOTAS: '{"a":{"storedBytesMax":5}}',
      },
    });
    expect(config.ingest.lineBytesMax).toBe(1.5 * 1024 * 1024);
    expect(config.storage.indexes).toEqual(['user_id', 'trace_id']);
    expect(config.auth.tokens).toEqual(tokens);
    expect(config.tenants.quotas).toEqual({ a: { storedBytesMax: 5 } });
  });

  test.each([
    [{ argv: ['--prot', '1'] }, "unknown flag '--prot'; did you mean '--port'?"],
    [{ argv: ['--port'] }, '--port must be a whole number from 0 to 65535; got nothing'],
    [{ argv: ['--port', '70000'] }, '--port must be a whole number from 0 to 65535; got "70000"'],
    [{ argv: ['80'] }, "'80' is no flag"],
    [{ env: { LOG_ANALYTICS_QUERY_TIMOUT: '1s' } }, "did you mean 'LOG_ANALYTICS_QUERY_TIMEOUT'?"],
    [{ env: { LOG_ANALYTICS_QUERY_TIMEOUT: '30' } }, 'must be a duration such as 30s or 1h30m, at least 1ms; got "30"'],
    [{ env: { LOG_ANALYTICS_INSECURE: 'perhaps' } }, 'LOG_ANALYTICS_INSECURE must be true or false'],
    [{ env: { LOG_ANALYTICS_DURABILITY: 'disk' } }, 'must be one of fsync, interval, memory; got "disk"'],
    [{ argv: ['--tls-cert', 'a.pem'] }, 'tls.cert and tls.key go together'],
    [{ argv: ['--host', '0.0.0.0'] }, 'listens on loopback only, not on 0.0.0.0'],
    [{ argv: ['--auth-tokens', '[{"name":"a"}]'] }, 'auth-tokens must be a list of {name, tokenHash'],
  ])('refuses %j', (sources, message) => {
    expect(refusal(sources)).toContain(message);
  });

  test.each([
    ['qury: {}', "unknown key 'qury'; did you mean 'query'?"],
    ['query: { timeuot: 1s }', "unknown key 'query.timeuot'; did you mean 'query.timeout'?"],
    ['query: 7', 'query must be a map'],
    ['- 1', 'the file must be a map'],
    ['port: 1\nport: 2', 'is no YAML: Map keys must be unique at line 2'],
    ['port: [', 'is no YAML'],
    ['ingest: { lineBytesMax: -1 }', 'ingest.lineBytesMax must be a size such as 64MiB, at least 1KiB; got -1'],
    [
      `auth: { users: [{ name: a, passwordHash: hunter2, roles: [read] }] }`,
      'auth.users must be a list of {name, passwordHash, roles: [ingest|read|admin], tenant?}; 0.passwordHash: ',
    ],
  ])('a file that says %j is refused', (text, message) => {
    const said = refusal({ file: fileOf(text) });
    expect(said).toContain(message);
    expect(said).not.toContain('hunter2');
  });

  test('a file that is not there is refused', () => {
    expect(refusal({ file: join(directory, 'missing.yaml') })).toContain('cannot be read: ENOENT');
  });

  test('variables that are not for the server are let be', () => {
    const env = {
      LOG_ANALYTICS_URL: 'http://127.0.0.1:4280',
      LOG_ANALYTICS_PORT: 'tcp://10.0.0.1:4280',
      LOG_ANALYTICS_SERVICE_HOST: '10.0.0.1',
      LOG_ANALYTICS_PORT_4280_TCP_ADDR: '10.0.0.1',
      LOG_ANALYTICS_HOST: '',
    };
    expect(resolveConfig({ env })).toEqual(resolveConfig());
  });

  test('other addresses than loopback want credentials, or to be told twice', () => {
    expect(resolveConfig({ argv: ['--host', '0.0.0.0', '--insecure'] }).general.host).toBe('0.0.0.0');
    const tokens = JSON.stringify([{ name: 'a', tokenHash: HASH, roles: ['read'] }]);
    expect(resolveConfig({ argv: ['--host', '::', '--auth-tokens', tokens] }).general.host).toBe('::');
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', '[::1]', 'localhost', 'LOCALHOST']) {
      expect(isLoopback(host), host).toBe(true);
    }
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'example.org', 'localhost.example.org', '']) {
      expect(isLoopback(host), host).toBe(false);
    }
  });

  test('what is printed is read back as the same, but for secrets', () => {
    const argv = ['--port', '99', '--query-timeout', '1500ms', '--retention-max-bytes', '3GB', '--http-hosts', 'a,b'];
    const config = resolveConfig({ argv });
    expect(resolveConfig({ file: fileOf(printConfig(config)) })).toEqual(config);

    const token = { name: 'a', tokenHash: HASH, roles: ['read' as const] };
    const user = { name: 'b', passwordHash: 'scrypt:1:1:1:aa:bb', roles: ['read' as const] };
    const printed = printConfig({ ...config, auth: { ...config.auth, tokens: [token], users: [user] } });
    expect(printed).toContain('tokenHash: (secret)');
    expect(printed).not.toContain(HASH);
    expect(printed).not.toContain('scrypt');
  });

  test('each key has a name, a flag and a variable of its own, and a default that it takes', () => {
    for (const property of ['name', 'flag', 'variable'] as const) {
      expect(new Set(CONFIG_ENTRIES.map((entry) => entry[property])).size).toBe(CONFIG_ENTRIES.length);
    }
    for (const { name, key } of CONFIG_ENTRIES) {
      expect(key.about, name).toMatch(/^[A-Z].*\.$/);
      expect(key.schema.safeParse(key.fallback === 0 ? '0' : key.show(key.fallback)), name).toMatchObject({
        data: key.fallback,
      });
    }
    expect(configFlags().find(({ flag }) => flag === '--query-timeout')).toMatchObject({
      placeholder: '<duration>',
      fallback: '30s',
    });
  });

  test('aliases do not blow a file up', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let i = 0; i < 9; i++) bomb.push(`${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${`*${'abcdefghi'[i]},`.repeat(9)}]`);
    expect(() => parseConfigText(bomb.join('\n'), 'bomb.yaml')).toThrow(/bomb.yaml cannot be read: .*alias/);
  });
});
