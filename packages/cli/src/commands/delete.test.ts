import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { ndjson, runHere, temporaryDirectory } from '../run-command.test-support.ts';

const root = temporaryDirectory();
let data = '';
let runs = 0;

beforeEach(async () => {
  data = join(root, String(runs++));
  const entries = ['a', 'b', 'c'].map((message) => ({ message, level: message === 'c' ? 'ERROR' : 'INFO' }));
  await runHere(['ingest', '--data', data, '-'], { input: ndjson(entries) });
});

const remaining = async (): Promise<string> => (await runHere(['query', '--data', data, '--count'])).stdout;

test.each([
  [['--level', 'info'], '2 entries deleted\n', '1\n'],
  [['level:ERROR'], '1 entry deleted\n', '2\n'],
  [['--all'], '3 entries deleted\n', '0\n'],
  [['--dry-run', '--level', 'info'], '2 entries would be deleted\n', '3\n'],
])('delete %j', async (args, said, left) => {
  expect(await runHere(['delete', '--data', data, ...args])).toEqual({ code: 0, stdout: said, stderr: '' });
  expect(await remaining()).toBe(left);
});

test.each([[[]], [['--all', '--level', 'info']], [['* | limit 1']]])('refuses %j', async (args) => {
  expect((await runHere(['delete', '--data', data, ...args])).code).toBe(2);
  expect(await remaining()).toBe('3\n');
});
