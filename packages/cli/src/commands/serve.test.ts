import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runHere, temporaryDirectory } from '../run-command.test-support.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/log-analytics.mjs', import.meta.url));
const directory = temporaryDirectory();

describe('log-analytics serve', () => {
  test('serves until it is interrupted, says what to try, and keeps what it took', async () => {
    const data = join(directory, 'data');
    const options = ['--port', '0', '--threads-ingest', '1', '--threads-query', '1', '--log-level', 'error'];
    const child = spawn(process.execPath, [LAUNCHER, 'serve', '--data', data, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    while (!stdout.includes('log-analytics tail'))
      await Promise.race([new Promise((r) => child.stdout.once('data', r)), ended]);
    const url = /is served at (http:\S+) until Ctrl-C/.exec(stdout)?.[1];
    expect(stdout).toContain(`${url}/insert/jsonline`);
    expect((await fetch(`${url}/insert/jsonline`, { method: 'POST', body: '{"_msg":"kept"}\n' })).status).toBe(200);
    child.kill('SIGINT');
    expect([await ended, stderr]).toEqual([0, expect.stringContaining('stopping')]);
    expect(stdout).toMatch(/stopped: all that was acknowledged is stored\n$/);
    expect(await runHere(['query', '--data', data, '--count'])).toMatchObject({ code: 0, stdout: '1\n' });
  });

  test('prints the configuration that options, variables and a file make', async () => {
    const file = join(directory, 'server.yaml');
    writeFileSync(file, 'port: 1\nquery: { timeout: 5s }\n');
    const { code, stdout } = await runHere([
      'serve',
      '--data',
      'here',
      '--config',
      file,
      '--port=2',
      '--insecure',
      '--print-config',
    ]);
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({
      data: 'here',
      port: 2,
      insecure: true,
      query: { timeout: '5s', rows: 5000 },
    });
    writeFileSync(file, 'data: elsewhere\n');
    expect(parse((await runHere(['serve', '--config', file, '--print-config'])).stdout)).toMatchObject({
      data: 'elsewhere',
    });
  });

  test('refuses what it does not know, and what would let everybody in', async () => {
    expect(await runHere(['serve', '--prot', '1'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean --port?'),
    });
    const open = await runHere(['serve', '--data', join(directory, 'open'), '--host', '0.0.0.0', '--port', '0']);
    expect(open).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('say insecure to let everybody in'),
    });
    expect(await runHere(['serve', '--url', 'http://127.0.0.1:1'])).toMatchObject({ code: 2 });
  });

  test('its help lists every key by section', async () => {
    const { stdout } = await runHere(['serve', '--help'], { columns: 100 });
    expect(stdout).toMatch(/\nquery:\n {2}--query-concurrency-max <n> .*\(default: 14\)/);
    expect(stdout.match(/--data </g)).toHaveLength(1);
  });
});

describe('log-analytics credential', () => {
  test('makes what the configuration takes, and does not show a password', async () => {
    const user = await runHere(['credential', 'user', 'ada', '--role', 'read', '--for', 'acme'], {
      input: 'hunter2\n',
    });
    expect(user.code).toBe(0);
    expect(user.stdout + user.stderr).not.toContain('hunter2');
    const token = await runHere(['credential', 'token', 'shipper', '--role', 'ingest', 'read']);
    expect(token.stderr).toMatch(/la_[\w-]{43}/);
    const file = join(directory, 'auth.yaml');
    for (const { stdout } of [user, token]) {
      writeFileSync(file, stdout);
      const shown = await runHere(['serve', '--config', file, '--host', '0.0.0.0', '--print-config']);
      expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('(secret)') });
    }
    expect(await runHere(['credential', 'key', 'x', '--role', 'read'])).toMatchObject({ code: 2 });
    expect(await runHere(['credential', 'user', 'x'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--role'),
    });
  });
});
