import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { expect, test } from 'vitest';
import { ndjson, runHere, SAMPLE, temporaryDirectory } from '../run-command.test-support.ts';

const root = temporaryDirectory();

test('backs a directory up while an engine writes there, and restores it', async () => {
  const [data, backup, restored] = ['data', 'backup', 'restored'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  using engine = new LogAnalyticsEngine({ directory: data });
  engine.addAlertRule({ name: 'errors', conditions: { level: 'error' } });
  engine.ingestBytes(readFileSync(SAMPLE));
  engine.ingestLog({ message: 'in the log' });
  const first = await runHere(['backup', '--data', data, backup]);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toMatch(/^\d+ files, .*; verified\n$/);
  engine.ingestLog({ message: 'later' });
  const count = async (directory: string) => (await runHere(['query', '--data', directory, '--count'])).stdout;
  expect(await count(backup)).toBe('8335\n');
  expect(await runHere(['backup', '--data', data, backup])).toMatchObject({ code: 0 });
  expect(await count(backup)).toBe('8336\n');
  expect(await runHere(['restore', backup, '--data', restored])).toMatchObject({ code: 0 });
  expect(await count(restored)).toBe('8336\n');
  expect((await runHere(['rules', 'list', '--data', restored])).stdout).toMatch(/^errors\t/);
  expect((await runHere(['alerts', '--data', restored, '--json'])).stdout).not.toBe('');
  await runHere(['ingest', '--data', restored, '-'], { input: ndjson([{ message: 'after' }]) });
  expect(await count(restored)).toBe('8337\n');
});

test('finds damage in the copy', async () => {
  const data = join(root, 'damaged');
  await runHere(['ingest', '--data', data, SAMPLE]);
  const shard = join(data, 'tenants', 'default', 'shard-0');
  const file = join(shard, readdirSync(shard).find((name) => name.endsWith('.las'))!);
  const bytes = readFileSync(file);
  bytes[3000]! ^= 1;
  writeFileSync(file, bytes);
  const { code, stdout } = await runHere(['backup', '--data', data, join(root, 'of-damaged')]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/DAMAGED:\n.*at byte/);
});

test.each([
  [['backup', '--data', join(root, 'nothing'), join(root, 'x')], /there is no data in/],
  [['restore', join(root, 'nothing'), '--data', join(root, 'x')], /there is no backup in/],
  [['restore', join(root, 'backup'), '--data', join(root, 'data')], /a store already/],
])('refuses %j', async (args, message) => {
  const { code, stderr } = await runHere(args);
  expect(code).toBe(1);
  expect(stderr).toMatch(message);
});
