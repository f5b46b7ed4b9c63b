import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type CommandResult,
  ndjson,
  runCommand,
  runHere,
  SAMPLE,
  temporaryDirectory,
} from '../run-command.test-support.ts';

const directory = temporaryDirectory();
const data = join(directory, 'data');
const small = join(directory, 'small');

const ENTRIES = [
  {
    timestamp: '2026-03-02T12:00:01Z',
    level: 'ERROR',
    source: 'api',
    message: 'connection refused',
    tags: ['prod', 'eu'],
    duration_ms: 700,
  },
  {
    timestamp: '2026-03-02T12:00:02Z',
    level: 'info',
    source: 'db',
    message: 'Connection\tauthorized\nuser=x',
    tags: ['prod'],
    duration_ms: 20,
  },
  {
    timestamp: '2026-03-02T12:00:03Z',
    level: 'WARN',
    source: 'api',
    message: '\u001b[31mslow\u001b[0m',
    user: { id: 7 },
    zip: '0815',
  },
];

const query = (...args: string[]): Promise<CommandResult> => runHere(['query', '--data', data, ...args]);
const inSmall = (args: readonly string[], columns?: number): Promise<CommandResult> =>
  runHere(['query', '--data', small, ...args], columns === undefined ? {} : { columns });

beforeAll(async () => {
  await runHere(['ingest', '--data', data, SAMPLE]);
  await runHere(['ingest', '--data', small, '-'], { input: ndjson(ENTRIES) });
}, 60_000);

describe('log-analytics query', { timeout: 60_000 }, () => {
  test('--json gives the lines as they came in, in the order of time', async () => {
    const { code, stdout, stderr } = await query('--json', '--source', 'state.change.logger', '--level', 'error');
    const expected = readFileSync(SAMPLE, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"source":"state.change.logger"') && line.includes('"level":"ERROR"'))
      .sort((a, b) => (a.slice(0, 40) < b.slice(0, 40) ? -1 : 1));
    expect(expected.length).toBe(54);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual(expected);
  });

  test.each([
    [['--level', 'error'], 132],
    [['--level', 'error', '--level', 'warn'], 257],
    [['--min-severity', 'WARN'], 257],
    [['--min-severity', '41'], 0],
    [['--not-level', 'info', '--not-level', 'trace'], 266],
    [['--source', 'mongod.LOG', '--end', '2014-07-31T23:59:59Z'], 1089],
    [['--meta', 'status=404', '--regex', 'GET /(cms|bbs)/'], 17],
    [['--meta', 'duration_ms>=500', '--meta', 'duration_ms<1000'], 5],
  ])('counts what passes %j', async (args, count) => {
    expect(await query('--count', ...args)).toEqual({ code: 0, stdout: `${count}\n`, stderr: '' });
  });

  test('prints fields with tabs between them into a pipe, one entry a line whatever it holds', async () => {
    const { stdout } = await inSmall([]);
    expect(stdout.split('\n')).toEqual([
      '2026-03-02T12:00:01.000Z\tERROR\tapi\tconnection refused',
      '2026-03-02T12:00:02.000Z\tinfo\tdb\tConnection\\tauthorized\\nuser=x',
      '2026-03-02T12:00:03.000Z\tWARN\tapi\t\\x1b[31mslow\\x1b[0m',
      '',
    ]);
  });

  test('prints a table that fits the terminal, and lets no escape sequence of a message through', async () => {
    const colored = await inSmall(['--color'], 55);
    expect(colored.stdout).toContain('\u001b[31mERROR\u001b[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences.
    expect(colored.stdout.replace(/\u001b\[\d+m/g, '')).toBe((await inSmall(['--no-color'], 55)).stdout);
    expect((await inSmall(['--no-color'], 55)).stdout.split('\n')).toEqual([
      'TIME                      LEVEL  SOURCE  MESSAGE',
      '2026-03-02T12:00:01.000Z  ERROR  api     connection re…',
      '2026-03-02T12:00:02.000Z  info   db      Connection au…',
      '2026-03-02T12:00:03.000Z  WARN   api     \\x1b[31mslow\\…',
      '',
    ]);
    expect((await inSmall(['--no-color', '--wrap', '--limit', '2'], 55)).stdout.split('\n')).toEqual([
      'TIME                      LEVEL  SOURCE  MESSAGE',
      '2026-03-02T12:00:01.000Z  ERROR  api     connection',
      '                                         refused',
      '2026-03-02T12:00:02.000Z  info   db      Connection',
      '                                         authorized↵use',
      '                                         r=x',
      '',
    ]);
  });

  test('orders, pages and shows the fields that are asked for', async () => {
    const args = ['--sort', 'duration_ms', '--desc', '--fields', 'source,duration_ms,tags,user.id'];
    expect((await inSmall(args)).stdout).toBe('api\t700\tprod,eu\t\ndb\t20\tprod\t\napi\t\t\t7\n');
    const paged = await inSmall([...args, '--page', '1', '--page-size', '1']);
    expect(paged.stdout).toBe('db\t20\tprod\t\n');
    expect((await inSmall(['--limit', '1', '--desc', '--fields', 'time'])).stdout).toBe('2026-03-02T12:00:03.000Z\n');
  });

  test('tells types of metadata apart', async () => {
    const counts = await Promise.all(
      ['zip="0815"', 'zip=0815', 'zip=815', 'user.id=7', 'user.id="7"'].map(
        async (meta) => (await inSmall(['--count', '--meta', meta])).stdout,
      ),
    );
    expect(counts).toEqual(['1\n', '1\n', '0\n', '1\n', '0\n']);
  });

  test('says on stderr that there is more than it shows, unless it was told how much to show', async () => {
    const { stdout, stderr } = await query('--level', 'error');
    expect(stdout.trimEnd().split('\n')).toHaveLength(100);
    expect(stderr).toMatch(/^100 of 132 entries: .*\n$/);
    const all = await query('--level', 'error', '--limit', '0');
    expect(all.stdout.trimEnd().split('\n')).toHaveLength(132);
    expect(all.stderr).toBe('');
  });

  test('--explain tells how a query in LogsQL was run', async () => {
    const text = 'level:ERROR _time:<2030-01-01 | stats by (source) count() n | sort by (n desc)';
    const { code, stdout } = await query('--explain', text, '--color');
    expect(code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences.
    const lines = stdout.replace(/\u001b\[\d+m/g, '').split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'query    level:ERROR _time:<2030-01-01 | stats by (source) count(*) as n | sort by (n desc)',
      'times    until 2029-12-31T23:59:59.999999999Z',
      'filters  _time:<=2029-12-31T23:59:59.999999999Z',
      '         level:ERROR',
    ]);
    expect(lines[4]).toMatch(/^blocks {3}\d+ of \d+ blocks? read, \d+ answered from the directory, \d+ skipped/);
    expect(lines[5]).toMatch(/^rows {5}[\d,]+ in these blocks, 4 in the result$/);
    expect(lines.slice(8, 12).map((line) => line.replace(/ +[\d.]+ ms$/, ''))).toEqual([
      expect.stringMatching(/^STEP +WORKS ON +ROWS IN +ROWS OUT +TIME$/),
      expect.stringMatching(/^filter +columns +[\d,]+ +132$/),
      expect.stringMatching(/^stats by \(source\) count\(\*\) as n +columns +132 +4$/),
      expect.stringMatching(/^sort by \(n desc\) +rows +4 +4$/),
    ]);
    const json = JSON.parse((await query('--explain', '--json', 'level:ERROR', '--limit', '5')).stdout);
    expect(json).toMatchObject({ filters: ['level:ERROR'], rows: { returned: 5 }, parts: [{}] });
    expect(await query('--explain', '--level', 'error')).toMatchObject({ code: 2 });
    expect(await query('--explain', '--csv', '*')).toMatchObject({ code: 2 });
  });

  test('answers LogsQL with rows of whatever fields the query gives', async () => {
    const text = 'level:ERROR | stats by (source) count() errors | sort by (errors desc)';
    expect((await query(text)).stdout).toBe('state.change.logger\t54\nkubenswrapper\t42\nlaravel\t31\nopenshift\t5\n');
    expect((await query(text, '--json', '--limit', '1')).stdout).toBe('{"source":"state.change.logger","errors":54}\n');
    expect((await inSmall(['source:api connection'])).stdout).toBe(
      '2026-03-02T12:00:01Z\tERROR\tapi\tconnection refused\n',
    );
    expect((await inSmall(['*', '--end', '2026-03-02T12:00:02Z', '--fields', 'source'])).stdout).toBe('api\ndb\n');
    const some = await query('*');
    expect(some.stdout.trimEnd().split('\n')).toHaveLength(100);
    expect(some.stderr).toBe('the first 100 rows: --limit 0 for all\n');
    expect(await query('nosuchword')).toEqual({ code: 0, stdout: '', stderr: 'nothing found\n' });
  });

  test('refuses LogsQL that is none, and options that it has to say itself, with exit code 2', async () => {
    const [syntax, option] = [await query('level:ERROR | stats by ('), await query('*', '--level', 'error')];
    expect(syntax).toMatchObject({ code: 2, stdout: '' });
    expect(syntax.stderr).toMatch(/^log-analytics: .+\n$/);
    expect(option).toEqual({
      code: 2,
      stdout: '',
      stderr: 'log-analytics: --level does not go with a query in LogsQL: say it in the query\n',
    });
  });

  test('is a command whose answers go into pipes, with the directory from the environment', async () => {
    const answer = await runCommand(['query', '--count', '--min-severity', 'WARN'], {
      environment: { LOG_ANALYTICS_DATA: data },
    });
    expect(answer).toEqual({ code: 0, stdout: '257\n', stderr: '' });
  });

  test('ends quietly when its reader goes away', async () => {
    const { code, stderr } = await runCommand(['query', '--data', data, '--json'], { closesEarly: true });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test.each([
    [['--start', 'yesterday'], /^log-analytics: --start must be a time: .*got 'yesterday'\n$/],
    [['--regex', '('], /^log-analytics: --regex must be a regular expression .*\n$/],
    [['--meta', 'status'], /^log-analytics: --meta must be key=value .*got 'status'\n$/],
    [['--limit', 'many'], /^log-analytics: option '--limit <n>' argument 'many' is invalid\..*\n$/],
    [['--limit', '5', '--count'], /^log-analytics: option '--limit <n>' cannot be used with option '--count'\n$/],
    [['--levle', 'error'], /^log-analytics: unknown option '--levle'\n\(Did you mean --level\?\)\n$/],
  ])('refuses %j in a sentence, with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await query(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('says where data would come from when there is none', async () => {
    const { code, stdout, stderr } = await runHere(['query', '--data', join(directory, 'none')]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^log-analytics: there is no data in '.*none': .*\n$/);
  });

  test('answers LogsQL as CSV, and reads it from a file or the standard input', async () => {
    const file = join(directory, 'query.logsql');
    writeFileSync(file, '# by source\n* | stats by (source) count() n\n  | sort by (source)\n');
    const expected = { code: 0, stdout: 'source,n\napi,2\ndb,1\n', stderr: '' };
    expect(await inSmall(['--csv', '--file', file])).toEqual(expected);
    const input = readFileSync(file, 'utf8');
    expect(await runHere(['query', '--data', small, '--csv', '--file', '-'], { input })).toEqual(expected);
    expect(await inSmall(['--csv', '--file', file, '*'])).toMatchObject({ code: 2 });
    expect(await inSmall(['--csv', '--file', join(directory, 'none')])).toMatchObject({ code: 1 });
    expect(await inSmall(['--csv', '--level', 'error'])).toMatchObject({ code: 2 });
  });

  test.each([
    [['--url', 'nowhere'], 2, /--url must be an address/],
    [['--url', 'http://127.0.0.1:1'], 1, /cannot be reached/],
    [['--token', 'x'], 2, /--token goes with --url/],
  ])('says what is wrong with %j', async (args, code, message) => {
    const result = await runHere(['query', ...args, '*']);
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(message);
  });
});
