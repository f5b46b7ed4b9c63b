import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { completions } from './interactive-query.ts';
import { ndjson, runCommand, runHere, temporaryDirectory } from './run-command.test-support.ts';

const directory = temporaryDirectory();
const data = join(directory, 'data');
const environment = { XDG_STATE_HOME: join(directory, 'state') };

beforeAll(async () => {
  const entries = ['one', 'two', 'three'].map((message, index) => ({
    timestamp: `2026-03-02T12:00:0${index}Z`,
    message,
  }));
  await runHere(['ingest', '--data', data, '-'], { input: ndjson(entries) });
});

describe('query --interactive', () => {
  test('answers one query after another, in the form that was asked for, and goes on after a mistake', async () => {
    const input = [
      '\\csv',
      '* | sort by (_time) \\',
      '| fields _msg',
      '* | sort by (',
      '\\start 2026-03-02T12:00:02Z',
      '\\json',
      '* | fields _msg',
      '\\quit',
      'not asked',
    ];
    const { code, stdout, stderr } = await runCommand(['query', '--data', data, '-i'], {
      input: `${input.join('\n')}\n`,
      environment,
    });
    expect(stdout).toBe('_msg\none\ntwo\nthree\n{"_msg":"three"}\n');
    expect(stderr).toMatch(/log-analytics: .*expected/);
    expect(code).toBe(0);
    const history = readFileSync(join(directory, 'state', 'log-analytics', 'history'), 'utf8')
      .trim()
      .split('\n');
    expect(history.map((line) => JSON.parse(line))).toContain('* | sort by (_time) \n| fields _msg');
  });

  test('takes no query on the command line', async () => {
    const { code, stderr } = await runCommand(['query', '--data', data, '-i', '*'], { environment });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--interactive asks for queries') });
  });
});

test('completes names of the language and commands', () => {
  expect(completions('* | sta')).toEqual([['stats'], 'sta']);
  expect(completions('* | stats count_u')[0]).toContain('count_uniq');
  expect(completions('\\j')).toEqual([['\\json'], '\\j']);
});
