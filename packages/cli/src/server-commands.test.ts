import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogServer } from 'log-analytics-server';
import { resolveConfig, serve } from 'log-analytics-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere, SAMPLE, temporaryDirectory } from './run-command.test-support.ts';

const directory = temporaryDirectory();
let server: LogServer;

const run = (...args: string[]) => runHere([...args, '--url', server.url]);

beforeAll(async () => {
  const argv = ['--port', '0', '--data', join(directory, 'data'), '--log-level', 'silent'];
  server = await serve(resolveConfig({ argv }));
  const { code, stdout } = await run('ingest', SAMPLE);
  expect(code).toBe(0);
  expect(stdout).toMatch(/\t8334\t0\t0\t/);
});

afterAll(async () => {
  await server.stop();
});

test('finds entries by options and by LogsQL', async () => {
  expect((await run('query', '--count', '--level', 'error')).stdout).toBe('132\n');
  const texts = (await run('query', '--json', '--source', 'state.change.logger', '--level', 'error')).stdout.split(
    '\n',
  );
  const lines = new Set(readFileSync(SAMPLE, 'utf8').split('\n'));
  expect(texts).toHaveLength(55);
  for (const text of texts) expect(lines).toContain(text);
  expect((await run('query', '--csv', 'level:ERROR | stats by (level) count() n')).stdout).toBe('level,n\nERROR,132\n');
  expect((await run('query', 'level:ERROR', '--limit', '2')).stdout.split('\n')).toHaveLength(3);
});

test('explains queries', async () => {
  const { stdout } = await run('query', '--explain', '--json', 'level:ERROR | count()', '--end', '2030-01-01');
  expect(JSON.parse(stdout)).toMatchObject({ end: '2030-01-01T00:00:00.999999999Z', rows: { returned: 1 } });
  expect((await run('query', '--explain', 'level:ERROR | count()')).stdout).toMatch(/^stats count\(\*\)/m);
});

test('says what the server says of a wrong query', async () => {
  const { code, stderr } = await run('query', '* | sort by (');
  expect(code).toBe(2);
  expect(stderr).toMatch(/expected/);
});

test('shows statistics and figures', async () => {
  expect((await run('stats')).stdout).toMatch(/entries\s+8,334/);
  expect((await run('stats', '--prometheus')).stdout).toMatch(/^# HELP /m);
});

test('adds, lists and removes rules, and lists their alerts', async () => {
  expect(await run('rules', 'add', 'errors', '--level', 'error')).toMatchObject({ code: 0, stdout: 'errors\n' });
  expect((await run('rules', 'list')).stdout).toMatch(/^errors\tmedium\tthreshold\t1\t/);
  const file = join(directory, 'more.ndjson');
  writeFileSync(file, '{"level":"ERROR","message":"new"}\n');
  await run('ingest', file);
  expect((await run('alerts', '--json')).stdout).toMatch(/"ruleName":"errors"/);
  expect((await run('rules', 'remove', 'errors')).code).toBe(0);
  expect((await run('rules', 'remove', 'errors')).code).toBe(1);
});

test('deletes, and exports what is left', async () => {
  expect((await run('delete', 'level:ERROR')).stdout).toBe('133 entries deleted\n');
  const file = join(directory, 'all.ndjson');
  expect((await run('export', '-o', file)).stderr).toBe(`8,202 rows in ${file}\n`);
});

test('works on a directory alone where it must', async () => {
  expect(await run('verify')).toMatchObject({ code: 2, stderr: expect.stringContaining('--data') });
});

test('backs a server up', async () => {
  const backup = join(directory, 'of-server');
  const { code, stdout, stderr } = await run('backup', backup);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^\d+ files, .*; verified\n$/);
  const stored = (await run('query', '--count')).stdout;
  expect((await runHere(['query', '--data', backup, '--count'])).stdout).toBe(stored);
  expect((await run('backup', join(directory, 'of-nobody'), '--tenant', 'nobody')).stderr).toMatch(
    /no tenant 'nobody'/,
  );
});
