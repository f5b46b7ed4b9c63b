import type { LineFamily } from '../line-template.ts';

const onServer = { duration_ms: '={fastMs}', client_ip: '[local]', pid: '={pid}', host: 'db-test' };
const onCloud = { duration_ms: '={fastMs}', client_ip: '{lanIp}', pid: '={pid}' };
const inCluster = {
  pod: '{replica}',
  logger: 'postgres',
  'record.log_time': '{date} {clock} UTC',
  'record.query_id?': '{huge}',
};

/** Four kinds of PostgreSQL logs: statements with durations, connections, check points, vacuum reports of many lines. */
export const POSTGRES: LineFamily = {
  tag: 'postgres',
  weight: 273,
  lines: [
    {
      weight: 42,
      source: 'postgres',
      message:
        'duration: {fastMs} ms  statement: UPDATE {table} SET balance = balance + {delta} WHERE account_id = {account};',
      fields: onServer,
    },
    {
      weight: 30,
      source: 'postgres',
      message: 'duration: {fastMs} ms  statement: SELECT balance FROM {table} WHERE account_id = {account};',
      fields: onServer,
    },
    {
      weight: 40,
      source: 'postgres',
      message:
        'duration: {fastMs} ms  statement: INSERT INTO history (teller, branch, account, delta, at) VALUES ({count}, {digit}, {account}, {delta}, CURRENT_TIMESTAMP);',
      fields: onServer,
    },
    { weight: 35, source: 'postgres', message: 'duration: {fastMs} ms  statement: BEGIN;', fields: onServer },
    {
      weight: 5,
      source: 'postgres',
      message:
        'checkpoint complete: wrote {offset} buffers ({percent}%); {digit} WAL file(s) added, {digit.2} removed; write={amount} s, sync={amount.2} s; distance={bytes} kB, estimate={bytes.2} kB',
      fields: { pid: '={pid}', host: 'db-test' },
    },
    {
      weight: 4,
      source: 'postgres',
      message:
        'automatic vacuum of table "{db}.public.{table}": index scans: {digit}\npages: {count} removed, {offset} remain, {count.2} scanned ({percent}% of total)\ntuples: {offset.2} removed, {offset.3} remain, {digit.2} are dead but not yet removable\nbuffer usage: {offset.4} hits, {count.3} misses, {count.4} dirtied\nsystem usage: CPU: user: {amount} s, system: {amount.2} s, elapsed: {amount.3} s',
      fields: { pid: '={pid}', session_id: '{hex8}.{hex8.2}', line_num: '={count.5}' },
    },
    {
      weight: 38,
      source: 'postgres-rds',
      message: 'duration: {fastMs} ms  statement: UPDATE {table} SET total = total + {delta} WHERE id = {account};',
      fields: onCloud,
    },
    { weight: 53, source: 'postgres-rds', message: 'duration: {fastMs} ms  statement: END;', fields: onCloud },
    {
      weight: 5.5,
      source: 'cnpg',
      message: 'connection authorized: user={dbUser} database={db} application_name=readiness',
      fields: inCluster,
    },
    {
      weight: 5,
      source: 'cnpg',
      message: 'connection received: host=[local]',
      fields: inCluster,
    },
    {
      weight: 5,
      source: 'cnpg',
      message: 'disconnection: session time: 0:00:0{digit}.{line} user={dbUser} database={db} host=[local]',
      fields: inCluster,
    },
    {
      weight: 0.04,
      source: 'cnpg',
      level: 'ERROR',
      message: 'duplicate key value violates unique constraint "{table}_pkey"',
      fields: { ...inCluster, 'record.detail': 'Key (id)=({account}) already exists.' },
    },
    {
      weight: 4,
      source: 'cloudsql',
      message: '[{pid}]: [{digit}-1] db=[unknown],user=[unknown] LOG:  connection received: host=127.0.0.1 port={port}',
      fields: { logName: 'projects/sample/logs/postgres.log' },
    },
    {
      weight: 4,
      source: 'cloudsql',
      message:
        '[{pid}]: [{digit}-1] db={db},user={dbUser} LOG:  disconnection: session time: 0:00:0{digit.2}.{line} port={port}',
      fields: { logName: 'projects/sample/logs/postgres.log' },
    },
    {
      weight: 0.05,
      source: 'cloudsql',
      level: 'FATAL',
      message: '[{pid}]: [{digit}-1] db={db},user={dbUser} FATAL:  password authentication failed for user "{dbUser}"',
      fields: { logName: 'projects/sample/logs/postgres.log' },
    },
  ],
};
