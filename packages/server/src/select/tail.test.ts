import { expect, test } from 'vitest';
import { startServer } from '../http/test-server.test-support.ts';
import { InlineLogStore } from '../store/inline-log-store.ts';
import { SelectServer } from './select-server.test-support.ts';

/** Reads lines of an answer until there are so many. */
async function readLines(response: Response, count: number): Promise<string[]> {
  const lines: string[] = [];
  let rest = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop()!;
    lines.push(...parts);
    if (lines.length >= count) break;
  }
  return lines;
}

function entry(message: string, ageMs = 0): Uint8Array {
  return Buffer.from(JSON.stringify({ _time: new Date(Date.now() - ageMs).toISOString(), _msg: message }));
}

const FAST = { refresh_interval: '10ms', offset: '1ms' };

test('tells rows as they come in, each once, late ones too', async () => {
  const store = new InlineLogStore();
  await using server = await SelectServer.start(store);
  await store.ingestBytes(entry('first', 1000));
  const response = await server.get('tail', { query: '* | fields _msg', ...FAST });
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  const reading = readLines(response, 4);
  await store.ingestBytes(entry('second'));
  await store.ingestBytes(entry('late', 2000));
  await store.ingestBytes(entry('second'));
  const told = (await reading).map((line) => (JSON.parse(line) as { _msg: string })._msg);
  expect(told.toSorted()).toEqual(['first', 'late', 'second', 'second']);
  await store.close();
});

test('tells the rows of a tenant that has none before', async () => {
  const server = await startServer();
  const headers = { AccountID: '7' };
  const args = new URLSearchParams({ query: '* | fields _msg', ...FAST });
  const response = await fetch(`${server.url}/select/logsql/tail?${args}`, { headers });
  const reading = readLines(response, 1);
  await server.ingest([{ _time: new Date().toISOString(), _msg: 'first' }], headers);
  expect(await reading).toEqual(['{"_msg":"first"}']);
});

test('tells no rows before the start that it is given', async () => {
  const store = new InlineLogStore();
  await using server = await SelectServer.start(store);
  await store.ingestBytes(entry('early', 3000));
  const args = { query: '* | fields _msg', start: new Date(Date.now() - 2000).toISOString(), ...FAST };
  const reading = readLines(await server.get('tail', args), 1);
  await store.ingestBytes(entry('in time', 1000));
  expect(await reading).toEqual(['{"_msg":"in time"}']);
  await store.close();
});

test('sends the head of the answer before there is a row', async () => {
  const store = new InlineLogStore();
  await using server = await SelectServer.start(store);
  const response = await server.get('tail', { query: 'nothing', ...FAST });
  expect(response.status).toBe(200);
  await response.body!.cancel();
  await store.close();
});

test.each(['* | stats count()', '* | sort by (_time)', '* | limit 5'])('refuses %s', async (query) => {
  const store = new InlineLogStore();
  await using server = await SelectServer.start(store);
  const response = await server.get('tail', { query });
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/live tailing/);
  await store.close();
});
