import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveConfig } from '../config/resolve-config.ts';
import type { LogServer } from '../http/log-server.ts';
import { ask, comparable } from '../select/recorded-answers.test-support.ts';
import { serve } from '../serve.ts';

/** A request of a shipper, and the rows that a VictoriaLogs made of it. The digits of tenants in `_stream_id` are zeros. */
interface RecordedRows {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bodyBase64?: string;
  readonly answer: readonly Readonly<Record<string, string>>[];
}

const RECORDS = new URL('../../testdata/victorialogs/ingestion/rows.ndjson', import.meta.url);
const records = readFileSync(RECORDS, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as RecordedRows);

const directory = mkdtempSync(join(tmpdir(), 'log-analytics-recorded-rows-'));
const config = resolveConfig({ argv: ['--port', '0', '--data', directory, '--durability', 'memory'] });
let server: LogServer;

beforeAll(async () => {
  server = await serve(config, { log: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

for (const [at, { name, path, headers, body, bodyBase64, answer }] of records.entries()) {
  test(name, async () => {
    const tenant = { AccountID: String(at + 1) };
    const sent = bodyBase64 === undefined ? body! : Buffer.from(bodyBase64, 'base64');
    const response = await fetch(server.url + path, { method: 'POST', headers: { ...headers, ...tenant }, body: sent });
    expect(response.status, await response.text()).toBeLessThan(300);
    const rows = (await ask(server.url, { query: '*' }, tenant)) as Record<string, string>[];
    expect(comparable(rows.map(withoutTenant))).toEqual(comparable(answer));
  });
}

function withoutTenant(row: Record<string, string>): Record<string, string> {
  const { _stream_id: id = '' } = row;
  return { ...row, _stream_id: `${'0'.repeat(16)}${id.slice(16)}` };
}
