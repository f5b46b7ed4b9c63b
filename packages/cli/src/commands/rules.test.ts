import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CommandResult, ndjson, runCommand, runHere, temporaryDirectory } from '../run-command.test-support.ts';

const directory = temporaryDirectory();

const errors = Array.from({ length: 6 }, (_, i) => ({
  timestamp: `2026-03-02T12:00:0${i}Z`,
  level: 'ERROR',
  source: i % 2 === 0 ? 'api' : 'db',
  message: `failure ${i}`,
}));

describe('log-analytics rules and alerts', { timeout: 60_000 }, () => {
  test('a rule that is added fires on what comes in, and the alert is listed with its lines', async () => {
    const data = ['--data', join(directory, 'data')];
    const run = (...args: string[]): Promise<CommandResult> => runHere([...data, ...args]);
    const added = await run(
      ...['rules', 'add', 'burst', '--level', 'error', '--threshold', '3', '--window', '1m', '--cooldown', '1h'],
      ...['--severity', 'high', '--group-by', 'source', '--description', 'many errors'],
    );
    expect(added).toEqual({ code: 0, stdout: 'burst\n', stderr: '' });
    const listed = JSON.parse((await run('rules', 'list', '--json')).stdout) as object[];
    expect(listed).toEqual([
      {
        name: 'burst',
        description: 'many errors',
        conditions: { level: ['error'] },
        severity: 'high',
        threshold: 3,
        timeWindow: 60,
        cooldown: 3600,
        enabled: true,
        kind: 'threshold',
        groupBy: ['source'],
      },
    ]);
    expect((await run('rules', 'list')).stdout).toBe(
      'burst\thigh\tthreshold\t3\t60\t3600\tsource\t{"level":["error"]}\n',
    );

    const ingested = await runCommand(['ingest', ...data, '-'], { input: ndjson(errors) });
    expect(ingested.stderr).toMatch(/^2 alerts fired: log-analytics alerts .*\n$/);
    const alerts = (await run('alerts', '--json')).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(alerts).toMatchObject([
      {
        ruleName: 'burst',
        severity: 'high',
        triggeredAt: '2026-03-02T12:00:04Z',
        count: 3,
        sampleLogs: [errors[4], errors[2], errors[0]],
      },
      {
        ruleName: 'burst',
        severity: 'high',
        triggeredAt: '2026-03-02T12:00:05Z',
        count: 3,
        sampleLogs: [errors[5], errors[3], errors[1]],
      },
    ]);
    const newest = await run('alerts', '--limit', '1', '--rule', 'burst');
    expect(newest.stdout).toMatch(/^2026-03-02T12:00:05Z\thigh\tburst\t3\tburst: .*\n$/);

    const removed = await run('rules', 'remove', 'burst', 'other');
    expect(removed).toEqual({ code: 1, stdout: '', stderr: "log-analytics: there is no rule named 'other'\n" });
    expect(await run('rules', 'list')).toEqual({ code: 0, stdout: '', stderr: 'no rules\n' });
  });

  test('takes the rules that it lists, from a file or the standard input', async () => {
    const rules = [
      { name: 'a', conditions: { keyword: 'timeout' } },
      { name: 'b', conditions: { minSeverity: 'ERROR' }, threshold: 5 },
    ];
    writeFileSync(join(directory, 'rules.json'), JSON.stringify(rules));
    const args = ['--data', join(directory, 'from-file')];
    expect((await runHere(['rules', 'add', ...args, '--file', join(directory, 'rules.json')])).stdout).toBe('a\nb\n');
    const listed = await runHere(['rules', 'list', '--json', ...args]);
    const copy = ['--data', join(directory, 'copy')];
    await runHere(['rules', 'add', ...copy, '--file', '-'], { input: listed.stdout });
    expect((await runHere(['rules', 'list', '--json', ...copy])).stdout).toBe(listed.stdout);
  });

  test.each([
    [['nothing'], /^log-analytics: a rule needs a condition, .*\n$/],
    [['--level', 'error'], /^log-analytics: a rule needs a name: .*\n$/],
    [
      ['x', '--level', 'error', '--severity', 'awful'],
      /^log-analytics: .*Allowed choices are low, medium, high, critical\.\n$/,
    ],
    [['x', '--level', 'error', '--window', 'soon'], /^log-analytics: --window must be seconds, .*got 'soon'\n$/],
    [['x', '--level', 'error', '--start', '1h'], /^log-analytics: a rule cannot have a --start .*\n$/],
    [['x', '--file', 'rules.json'], /^log-analytics: --file says everything: .*\n$/],
  ])('rules add %j is refused in a sentence, with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await runHere(['rules', 'add', '--data', directory, ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
