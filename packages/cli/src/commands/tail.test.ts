import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ndjson, runHere, temporaryDirectory } from '../run-command.test-support.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/log-analytics.mjs', import.meta.url));

test('shows what comes in, until it is interrupted', async () => {
  const data = join(temporaryDirectory(), 'data');
  const ingest = (message: string) =>
    runHere(['ingest', '--data', data, '-'], { input: ndjson([{ timestamp: new Date().toISOString(), message }]) });
  await ingest('before');
  const child = spawn(process.execPath, [LAUNCHER, 'tail', '--data', data, '--since', '1h', '--fields', '_msg']);
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  await expect.poll(() => shown, { timeout: 30_000 }).toBe('before\n');
  await ingest('after');
  await expect.poll(() => shown, { timeout: 30_000 }).toBe('before\nafter\n');
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
});

test.each([
  [['--since', 'often'], /--since must be a duration/],
  [['--json', '--fields', 'a'], /cannot be used with/],
])('refuses %j', async (args, message) => {
  const { code, stderr } = await runHere(['tail', ...args]);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
