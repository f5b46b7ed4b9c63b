import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { ndjson, runHere, SAMPLE, temporaryDirectory } from '../run-command.test-support.ts';

const directory = temporaryDirectory();
const data = join(directory, 'data');

const ENTRIES = [
  {
    timestamp: '2026-03-02T12:00:01.123456789Z',
    level: 'ERROR',
    message: 'a "quoted", text',
    size: 10,
    ratio: 0.5,
    zip: '0815',
  },
  { timestamp: '2026-03-02T12:00:02Z', level: 'INFO', message: 'zwei\nZeilen — ü', size: 9007199254740991, ratio: 2 },
  { timestamp: '2026-03-02T12:00:03Z', message: 'third', size: -3, mixed: 'x' },
  { timestamp: '2026-03-02T12:00:04Z', message: 'fourth', mixed: 4 },
];

const exported = (...args: string[]) => runHere(['export', '--data', data, ...args]);

async function parquetRows(file: string, sql: string): Promise<unknown[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const result = await connection.runAndReadAll(sql.replace('FILE', `'${file}'`));
  return result.getRowObjectsJson();
}

beforeAll(async () => {
  await runHere(['ingest', '--data', data, '-'], { input: ndjson(ENTRIES) });
});

test('writes CSV with a column for each field', async () => {
  const { stdout } = await exported('* | fields _time, _msg, size, zip | sort by (_time)', '--format', 'csv');
  expect(stdout).toBe(
    '_time,_msg,size,zip\n' +
      '2026-03-02T12:00:01.123456789Z,"a ""quoted"", text",10,0815\n' +
      '2026-03-02T12:00:02Z,"zwei\nZeilen — ü",9007199254740991,\n' +
      '2026-03-02T12:00:03Z,third,-3,\n' +
      '2026-03-02T12:00:04Z,fourth,,\n',
  );
});

test('writes NDJSON with the values as they are stored', async () => {
  const file = join(directory, 'out.ndjson');
  expect((await exported('* | fields size, zip', '-o', file)).stderr).toBe(`4 rows in ${file}\n`);
  const rows = readFileSync(file, 'utf8').trim().split('\n');
  expect(rows.map((line) => JSON.parse(line))).toContainEqual({ size: 10, zip: '0815' });
});

test('writes Parquet that another program reads back identically', async () => {
  const file = join(directory, 'out.parquet');
  expect((await exported('-o', file)).code).toBe(0);
  const rows = await parquetRows(
    file,
    'SELECT epoch_ns(_time)::VARCHAR AS t, _msg, size, ratio, zip, mixed FROM FILE ORDER BY _time',
  );
  expect(rows).toEqual([
    { t: '1772452801123456789', _msg: 'a "quoted", text', size: '10', ratio: 0.5, zip: '0815', mixed: null },
    { t: '1772452802000000000', _msg: 'zwei\nZeilen — ü', size: '9007199254740991', ratio: 2, zip: null, mixed: null },
    { t: '1772452803000000000', _msg: 'third', size: '-3', ratio: null, zip: null, mixed: 'x' },
    { t: '1772452804000000000', _msg: 'fourth', size: null, ratio: null, zip: null, mixed: '4' },
  ]);
});

test('writes more rows than a row group has', { timeout: 60_000 }, async () => {
  const sample = join(directory, 'sample');
  await runHere(['ingest', '--data', sample, SAMPLE, SAMPLE, SAMPLE]);
  const file = join(directory, 'sample.parquet');
  await runHere(['export', '--data', sample, '-o', file]);
  const counts = (await parquetRows(file, 'SELECT level, count(*)::INT AS n FROM FILE GROUP BY level')) as {
    level: string;
    n: number;
  }[];
  const { stdout } = await runHere(['query', '--data', sample, '--json', '* | stats by (level) count() n']);
  const expected = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level?: string; n: number });
  const sorted = (rows: { level?: string | null; n: number }[]) =>
    rows.map(({ level, n }) => `${level || null} ${n}`).toSorted();
  expect(sorted(counts)).toEqual(sorted(expected));
  expect(counts.reduce((sum, { n }) => sum + n, 0)).toBe(3 * 8334);
});

test('leaves nothing behind when it fails', async () => {
  const file = join(directory, 'failed.csv');
  const { code, stderr } = await exported('* | sort by (', '-o', file);
  expect(code).toBe(2);
  expect(stderr).toMatch(/expected/);
  expect(existsSync(file)).toBe(false);
  expect(readdirSync(directory).filter((name) => name.includes('partial'))).toEqual([]);
});

test.each([
  [['-o', 'out.xls'], /end it in/],
  [['--format', 'parquet'], /give --output/],
])('refuses %j', async (args, message) => {
  const { code, stderr } = await exported(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
