import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockedError } from 'log-analytics-engine';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { resolveConfig } from './config/resolve-config.ts';
import type { LogServer } from './http/log-server.ts';
import { serve } from './serve.ts';

const directory = mkdtempSync(join(tmpdir(), 'log-analytics-serve-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const log = pino({ level: 'silent' });
const config = resolveConfig({
  argv: ['--port', '0', '--data', directory, '--threads-query', '1', '--threads-ingest', '1'],
});

async function count({ url }: LogServer): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/count`, { method: 'POST' });
  return await answer.json();
}

test('a directory is served, and its entries are there when it is served again', async () => {
  const first = await serve(config, { log });
  const body = '{"_msg":"hello","level":"error"}\n{"_msg":"world"}\n';
  expect((await fetch(`${first.url}/insert/jsonline`, { method: 'POST', body })).status).toBe(200);
  expect(await count(first)).toEqual({ count: 2 });
  await expect(serve(config, { log })).rejects.toThrow(LockedError);
  expect(await count(first)).toEqual({ count: 2 });
  await first.stop();

  const second = await serve(config, { log });
  expect(await count(second)).toEqual({ count: 2 });
  expect(await (await fetch(`${second.url}/metrics`)).text()).toContain(
    'log_analytics_storage_entries{tenant="default"} 2',
  );
  await second.stop();
});
