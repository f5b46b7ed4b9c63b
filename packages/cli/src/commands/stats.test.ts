import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CommandResult, runHere, SAMPLE, temporaryDirectory } from '../run-command.test-support.ts';

const data = join(temporaryDirectory(), 'data');
const stats = (...args: string[]): Promise<CommandResult> => runHere(['stats', '--data', data, ...args]);

beforeAll(async () => {
  await runHere(['ingest', '--data', data, SAMPLE]);
}, 60_000);

describe('log-analytics stats', { timeout: 60_000 }, () => {
  test('is a page for people, without colours in a pipe', async () => {
    const { code, stdout, stderr } = await stats('--top', '2');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/^entries +8,334$/m);
    expect(stdout).toMatch(/^time +2014-04-01T09:13:21Z … 2025-10-21T04:12:37.925Z$/m);
    expect(stdout).toMatch(/^size +2\.9 MB as they came in, \d+ kB on disk, \d+\.\d : 1$/m);
    expect(stdout).toMatch(/^ {2}INFO +6,832 {2}█{40}$/m);
    expect(stdout).toMatch(/^ {2}DEBUG +9 {2}▏$/m);
    expect(stdout).toMatch(
      /sources, the first 2 of 39\n {2}postgres +2,148 {2}█+\n {2}postgres-rds +1,307 {2}█+.?\n\n/,
    );
  });

  test('--json is one object and --prometheus a page of metrics', async () => {
    const json = JSON.parse((await stats('--json')).stdout) as Record<string, unknown>;
    expect(json).toMatchObject({
      totalLogs: 8334,
      totalBytes: 2_929_289,
      levels: { ERROR: 132, WARN: 125 },
      problems: [],
    });
    const { stdout } = await stats('--prometheus');
    expect(stdout).toMatch(/^log_analytics_entries 8334$/m);
    expect(stdout).toMatch(/^log_analytics_entries_by_level\{level="ERROR"\} 132$/m);
    expect(stdout.endsWith('\n')).toBe(true);
  });
});
