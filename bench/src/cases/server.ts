import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CaseInput, CaseResult, Figure } from '../bench-case.ts';
import { BenchServer } from '../bench-server.ts';
import { readBytes } from '../cpu-time.ts';
import { quantileOf } from '../quantiles.ts';
import { SHIPPERS, shippedEntry } from '../shipper-bodies.ts';
import { sendSmallRequests } from '../small-requests.ts';

const BATCH_LINES = 1000;
/** Batches of other shippers that are measured; they hold more of the sender's memory than lines do. */
const SHIPPED_LINES = 200_000;
const CONNECTIONS = 64;
const REQUESTS_SECONDS = 10;
const QUERIES = 200;
/** A server listens before all of its threads have loaded their programs. */
const THREADS_START_MS = 2000;

/** A server on loopback: one large body, the same lines from other shippers, many small requests, queries. */
export async function serverCase({ corpusPath, directory, unitSeconds }: CaseInput): Promise<CaseResult> {
  const bytes = readBytes(corpusPath);
  const figures = await oneBody(bytes, join(directory, 'body'), unitSeconds);
  figures.push(...(await shippers(bytes, directory)));
  figures.push(...(await smallRequests(join(directory, 'small'))));
  return { figures };
}

async function oneBody(bytes: Buffer, directory: string, unitSeconds: number): Promise<Figure[]> {
  const idle = await cpuOfStart(`${directory}-idle`);
  const server = await startedServer(directory);
  const before = performance.now();
  await server.postLarge('/insert/jsonline', bytes);
  const seconds = (performance.now() - before) / 1000;
  const rows = await server.count();
  const query = await queryTimes(server);
  const cpu = (await server.stop()) - idle - query.seconds;
  return [
    {
      name: 'one body of JSON lines until acknowledged, wall',
      value: seconds / unitSeconds,
      unit: 'J',
      bar: 3,
      note: `${rows} rows`,
    },
    { name: 'one body of JSON lines until closed, CPU', value: cpu / unitSeconds, unit: 'J', bar: 5 },
    { name: 'count of a word over HTTP, median', value: query.median, unit: 's', bar: 0.003 },
  ];
}

/** What a server costs that does nothing. */
async function cpuOfStart(directory: string): Promise<number> {
  return await (await startedServer(directory)).stop();
}

async function startedServer(directory: string): Promise<BenchServer> {
  const server = await BenchServer.start(directory);
  await setTimeout(THREADS_START_MS);
  return server;
}

async function queryTimes(server: BenchServer): Promise<{ median: number; seconds: number }> {
  const times: number[] = [];
  for (let run = 0; run < QUERIES; run++) {
    const before = performance.now();
    await server.post('/select/logsql/query', 'query=connection | count()', 'application/x-www-form-urlencoded');
    times.push((performance.now() - before) / 1000);
  }
  const seconds = times.reduce((sum, time) => sum + time, 0);
  return { median: times.sort((a, b) => a - b)[times.length >> 1]!, seconds };
}

/** The processor time of batches in each protocol, against the same batches as JSON lines. */
async function shippers(bytes: Buffer, directory: string): Promise<Figure[]> {
  const lines = bytes
    .toString('utf8', 0, 400 * SHIPPED_LINES)
    .split('\n', SHIPPED_LINES)
    .filter((line) => line !== '');
  const entries = lines.map(shippedEntry);
  const cost = async (
    name: string,
    path: string,
    type: string,
    body: (from: number) => Uint8Array,
  ): Promise<number> => {
    const server = await startedServer(join(directory, name.replaceAll(/\W/g, '-')));
    for (let from = 0; from < entries.length; from += BATCH_LINES) await server.post(path, body(from), type);
    const stored = await server.count();
    if (stored !== entries.length)
      throw new Error(`${entries.length} entries were sent by ${name}, ${stored} are there`);
    return await server.stop();
  };
  const idle = await cpuOfStart(join(directory, 'idle'));
  const plain = await cost('JSON lines', '/insert/jsonline', 'application/x-ndjson', (from) =>
    Buffer.from(`${lines.slice(from, from + BATCH_LINES).join('\n')}\n`),
  );
  const figures: Figure[] = [];
  for (const { name, path, contentType, body } of SHIPPERS) {
    const cpu = await cost(name, path, contentType, (from) => body(entries.slice(from, from + BATCH_LINES)));
    figures.push({
      name: `${name} against JSON lines, CPU`,
      value: (cpu - idle) / (plain - idle),
      unit: 'ratio',
      bar: 1.6,
    });
  }
  return figures;
}

async function smallRequests(directory: string): Promise<Figure[]> {
  const server = await BenchServer.start(directory);
  const { answered, seconds, times } = await sendSmallRequests(`${server.url}/insert/jsonline`, {
    connections: CONNECTIONS,
    seconds: REQUESTS_SECONDS,
    warmSeconds: 2,
    body: '{"level":"INFO","source":"bench","_msg":"one line of one request, as a small service sends it"}\n',
  });
  const stored = await server.count();
  await server.stop();
  if (stored < answered) throw new Error(`${answered} requests were acknowledged, ${stored} entries are there`);
  return [
    {
      name: 'requests of one line, 64 connections, fsync',
      value: answered / seconds,
      unit: 'rows/s',
      bar: 20_000,
      atLeast: true,
      note: 'from plain sockets on the same cores',
    },
    { name: 'the same, 99th percentile', value: quantileOf(times, 0.99), unit: 's', bar: 0.025 },
  ];
}
