import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadExtension } from 'log-analytics-engine';
import { extendedLanguage } from 'log-analytics-engine/internals';
import { expect, test } from 'vitest';
import { completions } from './interactive-query.ts';
import { type CommandResult, ndjson, runHere, temporaryDirectory } from './run-command.test-support.ts';

const directory = temporaryDirectory();
const module = join(directory, 'shop.mjs');
writeFileSync(
  module,
  `export const extension = {
    filters: [{ name: 'even', start: () => (text) => text !== '' && Number(text) % 2 === 0 }],
    pipes: [{ name: 'shout', rowWise: true, start: () => ({
      rows: (rows) => rows.map((row) => ({ ...row, _msg: String(row._msg).toUpperCase() })),
    }) }],
    indexes: ['user'],
    alertKinds: [{
      name: 'distinct',
      check({ parameters: { field } }) {
        if (typeof field !== 'string') {
          throw Object.assign(new Error('distinct needs a parameter field'), { name: 'InvalidArgumentError' });
        }
      },
      start({ parameters: { field, least } }, saved) {
        const seen = new Set(saved);
        return {
          match(entry) {
            seen.add(entry.field(field));
            return seen.size < least ? undefined : { count: seen.size };
          },
          save: () => [...seen],
        };
      },
    }],
  };`,
);
const data = ['--data', join(directory, 'data')];
const extended = [...data, '--extension', module];
const entries = Array.from({ length: 4 }, (_, n) => ({
  timestamp: `2026-03-02T12:00:0${n}Z`,
  message: `entry ${n}`,
  n,
  user: n,
}));
const run = (...args: string[]): Promise<CommandResult> => runHere([...extended, ...args], { input: ndjson(entries) });

test('an extension is known to every command on a directory', async () => {
  const rule = ['--query', 'entry', '--kind', 'distinct', '--cooldown', '0'];
  expect(await run('rules', 'add', 'users', ...rule)).toEqual({
    code: 2,
    stdout: '',
    stderr: 'log-analytics: distinct needs a parameter field\n',
  });
  const parameters = ['--parameter', 'field=user', '--parameter', 'least=3', '--parameter', 'not=["a", 1]'];
  expect((await run('rules', 'add', 'users', ...rule, ...parameters)).stdout).toBe('users\n');
  expect((await run('rules', 'list')).stdout).toContain('\tdistinct(field=user, least=3, not=a,1)\t');
  expect((await run('ingest', '-')).stderr).toMatch(/^2 alerts fired/);
  expect((await run('query', '--json', 'n:even() | shout | fields _msg')).stdout).toBe(
    '{"_msg":"ENTRY 0"}\n{"_msg":"ENTRY 2"}\n',
  );
  expect((await run('delete', 'n:even()')).stdout).toBe('2 entries deleted\n');
});

test('completion of interactive queries offers what it has', async () => {
  const language = extendedLanguage(undefined, [await loadExtension(module)]);
  expect(completions('* | sho', language.syntax)).toEqual([['shout'], 'sho']);
  expect(completions('* | sho')).toEqual([[], 'sho']);
});

test('without it the data is read all the same, and the command says what it lacks', async () => {
  expect((await runHere(['query', ...data, '--count'])).stdout).toBe('2\n');
  expect((await runHere(['query', ...data, 'n:even()'])).stdout).toBe('');
  const { stderr } = await runHere(['ingest', ...data, '-'], { input: ndjson(entries) });
  expect(stderr).toContain("the rule 'users' is not evaluated: no alert kind 'distinct' was given to the engine");
});

test.each([
  [['--extension', 'missing.mjs', ...data], /^log-analytics: extension 'missing.mjs' cannot be loaded: there is no/],
  [
    ['--extension', module, '--extension', module, ...data],
    /'.*shop.mjs'.filters: there is a filter with the name even/,
  ],
  [['--extension', module, '--url', 'http://127.0.0.1:1'], /^log-analytics: --extension goes with --data: /],
])('query %j is refused in a sentence', async (args, message) => {
  const { code, stderr } = await runHere(['query', ...args, '*']);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test.each([
  [['field'], "--parameter must be name=value; got 'field'"],
  [['a=1', 'a=2'], "--parameter is given twice for 'a'"],
  [['a=[1'], "--parameter of 'a' begins with a bracket but is no JSON list: [1"],
  [['a=[{}]'], 'alert rule: parameters.a must be a text, a number, true, false, null, or a list of these'],
])('rules add with the parameters %j is refused', async (parameters, message) => {
  const options = parameters.flatMap((parameter) => ['--parameter', parameter]);
  const { code, stderr } = await run('rules', 'add', 'x', '--query', '*', '--kind', 'distinct', ...options);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('serve takes extensions by flags, a variable and a file', async () => {
  const shown = async (...args: string[]): Promise<string> =>
    (await runHere(['serve', ...args, '--print-config'])).stdout;
  expect(await shown('--extension', 'a.mjs', '--extension', 'b,c.mjs')).toContain(
    'extensions:\n  - a.mjs\n  - b,c.mjs\n',
  );
  const file = join(directory, 'server.yaml');
  writeFileSync(file, 'extensions: [d.mjs]\n');
  expect(await shown('--config', file)).toContain('extensions:\n  - d.mjs\n');
  process.env.LOG_ANALYTICS_EXTENSIONS = `${module}, ${join(directory, 'other.mjs')}`;
  try {
    expect(await shown()).toContain('other.mjs\n');
    expect((await runHere(['query', ...data, '*'])).stderr).toContain("other.mjs' cannot be loaded: there is no such");
  } finally {
    delete process.env.LOG_ANALYTICS_EXTENSIONS;
  }
  const refused = await runHere(['serve', ...data, '--port', '0', '--extension', 'missing.mjs']);
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("extension 'missing.mjs' cannot be loaded"),
  });
});
