import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { head, RawClient } from './raw-client.test-support.ts';
import { ServedProcess } from './served-process.test-support.ts';

/** Connections of each kind in a usual run; `SLOW_CLIENTS=500 npx vitest run slow-clients` has 2,000 of them. */
const CLIENTS = Number(process.env.SLOW_CLIENTS ?? 40);
/** What a connection may cost, and what all the requests beside them, in bytes of resident memory. */
const CONNECTION_BYTES_MAX = 64 * 1024;
const OTHERS_BYTES_MAX = 96 * 1024 * 1024;
const TRICKLE_MS = 100;
const LINE = '{"_msg":"hello"}\n';

const POST = { 'content-length': 1_000_000, 'content-type': 'application/json' };

interface Kind {
  readonly first: string;
  /** Sent bit by bit behind it, without an end. */
  readonly trickle?: string;
  /** No more comes after `first`, and the client says so. */
  readonly isHalfClosed?: boolean;
  readonly answer: number;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'heads that trickle': { first: 'GET /health HTTP/1.1\r\nhost: localhost\r\nx-slow: ', trickle: 'x', answer: 408 },
  'bodies that trickle': { first: head('POST', '/insert/jsonline', POST), trickle: '{', answer: 408 },
  'bodies that are held, and trickle': { first: head('POST', '/v1/logs', POST), trickle: ' ', answer: 408 },
  'bodies that are cut off': { first: head('POST', '/insert/jsonline', POST) + LINE, isHalfClosed: true, answer: 400 },
};

let directory: string;
let server: ServedProcess;
let url: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'slow-clients-'));
  const limits = ['--http-headers-timeout', '3s', '--http-request-timeout', '3s', '--http-idle-timeout', '2s'];
  server = new ServedProcess(directory, 1, limits);
  url = await server.url;
});

afterAll(async () => {
  await server.kill();
  rmSync(directory, { recursive: true });
});

/** What another client asks meanwhile. */
async function askAll(): Promise<number[]> {
  const stored = await fetch(`${url}/insert/jsonline`, { method: 'POST', body: LINE });
  const found = await fetch(`${url}/select/logsql/query?query=hello&limit=1`);
  expect(await found.text()).toContain('hello');
  return [stored.status, found.status, (await fetch(`${url}/health`)).status];
}

function residentBytes(): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))![1]) * 1024;
}

describe.runIf(process.platform === 'linux')(`${CLIENTS} slow clients of each kind`, () => {
  test('get the answer of the limit, in flat memory, while others are served', async () => {
    for (let i = 0; i < 20; i++) await askAll();
    const before = residentBytes();
    let most = before;
    const clients: { readonly client: RawClient; readonly kind: Kind }[] = [];
    for (let i = 0; i < CLIENTS; i++) {
      for (const kind of Object.values(KINDS)) {
        const client = await RawClient.connect(Number(new URL(url).port), {
          allowHalfOpen: kind.isHalfClosed === true,
        });
        client.send(kind.first);
        if (kind.isHalfClosed === true) client.socket.end();
        clients.push({ client, kind });
      }
    }
    let rounds = 0;
    while (clients.some(({ client }) => !client.isClosed)) {
      for (const { client, kind } of clients) {
        if (kind.trickle !== undefined && !client.isClosed && client.received === '') client.send(kind.trickle);
      }
      expect(await askAll()).toEqual([200, 200, 200]);
      rounds++;
      most = Math.max(most, residentBytes());
      await sleep(TRICKLE_MS);
    }
    expect(rounds).toBeGreaterThan(3);
    for (const [name, kind] of Object.entries(KINDS)) {
      const answers = clients.filter((each) => each.kind === kind).map(({ client }) => client.received.slice(9, 12));
      expect([...new Set(answers)], name).toEqual([String(kind.answer)]);
    }
    expect(most - before).toBeLessThan(OTHERS_BYTES_MAX + clients.length * CONNECTION_BYTES_MAX);
    if (CLIENTS > 40) {
      const mebibytes = Math.round((most - before) / 2 ** 20);
      console.log(
        `${clients.length} slow clients: ${mebibytes} MiB more, ${rounds} rounds of other requests meanwhile`,
      );
    }
  });
});
