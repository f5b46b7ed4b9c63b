import { describe, expect, test } from 'vitest';
import { runCommand, runHere } from './run-command.test-support.ts';

describe('log-analytics', { timeout: 60_000 }, () => {
  test('--help and the help of each command go to stdout with examples, --version prints the version', async () => {
    const help = await runHere(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('Exit codes:\n  0  done');
    const commands = [...help.stdout.matchAll(/^ {2}(ingest|query|stats|rules|alerts|verify) /gm)].map(
      ([, name]) => name!,
    );
    expect(commands).toEqual(['ingest', 'query', 'stats', 'rules', 'alerts', 'verify']);
    const helps = await Promise.all([...commands, 'rules add'].map((name) => runHere([...name.split(' '), '--help'])));
    for (const [index, { code, stdout, stderr }] of helps.entries()) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('--data <directory>');
      if (commands[index] !== 'rules') expect(stdout).toContain('Examples:\n  # ');
      for (const line of stdout.split('\n')) if (!/^ {2}\S/.test(line)) expect(line.length).toBeLessThanOrEqual(80);
    }
    const version = await runCommand(['--version']);
    expect(version).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
  });

  test('without a command, or with one that is not known, exits with 2 and keeps stdout empty', async () => {
    const [none, unknown] = await Promise.all([runHere([]), runHere(['qeury'])]);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('Usage: log-analytics');
    expect(unknown).toEqual({
      code: 2,
      stdout: '',
      stderr: "log-analytics: unknown command 'qeury'\n(Did you mean query?)\n",
    });
  });
});
