import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { CaseInput, CaseResult, Figure } from '../bench-case.ts';
import { cpuSeconds } from '../cpu-time.ts';

const QUERIES: readonly { readonly name: string; readonly sql: string }[] = [
  {
    name: 'DuckDB: word connection',
    sql: String.raw`select count(*) from logs where regexp_matches(message, '\bconnection\b')`,
  },
  { name: 'DuckDB: ERROR', sql: `select count(*) from logs where level = 'ERROR'` },
  { name: 'DuckDB: duration_ms >= 500', sql: `select count(*) from logs where try_cast(duration_ms as double) >= 500` },
  { name: 'DuckDB: substring nection auth', sql: `select count(*) from logs where contains(message, 'nection auth')` },
  {
    name: 'DuckDB: regex with two hex runs',
    sql: `select count(*) from logs where regexp_matches(message, 'TraceID: [0-9a-f]{32} SpanID: [0-9a-f]{16}')`,
  },
  {
    name: 'DuckDB: group ERROR by source',
    sql: `select source, count(*) from logs where level = 'ERROR' group by source`,
  },
];

/** The same work done by DuckDB in this process: a table of the common fields, the rest of each line as JSON. */
export async function duckdbCase({ corpusPath, directory, unitSeconds: unit }: CaseInput): Promise<CaseResult> {
  const file = join(directory, 'logs.duckdb');
  const instance = await DuckDBInstance.create(file, { threads: '1' });
  const connection = await instance.connect();
  const before = cpuSeconds();
  await connection.run(
    `create table logs as select * from read_json('${corpusPath}', format = 'newline_delimited', columns = {
         timestamp: 'VARCHAR', level: 'VARCHAR', source: 'VARCHAR', message: 'VARCHAR', tags: 'VARCHAR[]', trace_id: 'VARCHAR', duration_ms: 'VARCHAR'
       })`,
  );
  await connection.run('checkpoint');
  const figures: Figure[] = [
    {
      name: 'DuckDB: load 7 fields into a table, CPU',
      value: (cpuSeconds() - before) / unit,
      unit: 'J',
      note: 'the other fields are not kept',
    },
    { name: 'DuckDB: bytes on disk', value: statSync(file).size / 1e6, unit: 'MB' },
  ];
  for (const { name, sql } of QUERIES)
    figures.push({ name, value: (await bestCpu(() => connection.runAndReadAll(sql))) / unit, unit: 'J' });
  connection.closeSync();
  return { figures };
}

async function bestCpu(work: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run++) {
    const before = cpuSeconds();
    await work();
    best = Math.min(best, cpuSeconds() - before);
  }
  return best;
}
