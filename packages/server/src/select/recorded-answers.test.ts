import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../config/resolve-config.ts';
import type { LogServer } from '../http/log-server.ts';
import { serve } from '../serve.ts';
import { ask, comparable, readRecorded } from './recorded-answers.test-support.ts';

const RECORDS = new URL('../../testdata/victorialogs/', import.meta.url);
const SAMPLE = new URL('../../../../examples/data/real-8k.ndjson', import.meta.url);

const directory = mkdtempSync(join(tmpdir(), 'log-analytics-recorded-'));
const config = resolveConfig({ argv: ['--port', '0', '--data', directory, '--durability', 'memory'] });
let server: LogServer;

beforeAll(async () => {
  server = await serve(config, { log: pino({ level: 'silent' }) });
  const url = `${server.url}/insert/jsonline?_stream_fields=source&_time_field=timestamp&_msg_field=message`;
  expect((await fetch(url, { method: 'POST', body: readFileSync(SAMPLE) })).status).toBe(200);
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe.each(readdirSync(RECORDS).filter((name) => name.endsWith('.ndjson')))('%s', (name) => {
  for (const record of readRecorded(new URL(name, RECORDS))) {
    test(record.query ?? `${record.path} ${JSON.stringify(record.params)}`, async () => {
      const answer = await ask(server.url, record);
      expect(comparable(answer, record.ordered)).toEqual(comparable(record.answer, record.ordered));
    });
  }
});
