import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { runCommand } from '../run-command.test-support.ts';

test('the script of bash is bash', async () => {
  const { code, stdout } = await runCommand(['completion', 'bash']);
  expect(code).toBe(0);
  expect(stdout).toContain('log-analytics');
  expect(spawnSync('bash', ['-n'], { input: stdout }).status).toBe(0);
});

test.each([
  [['ex'], /^export\b/m],
  [['query', '--js'], /^--json\b/m],
  [['export', '--format', ''], /^parquet\b/m],
])('completes %j', async (words, expected) => {
  const { stdout } = await runCommand(['complete', '--', ...words]);
  expect(stdout).toMatch(expected);
});

test('refuses a shell that it does not know', async () => {
  expect(await runCommand(['completion', 'tcsh'])).toMatchObject({ code: 2, stderr: expect.stringContaining('bash') });
});
