import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openConcurrent } from '../store/open-concurrent.ts';
import { KillLedger } from './kill-ledger.test-support.ts';
import { ServedProcess } from './served-process.test-support.ts';

/** Kills in a usual run; `SERVER_KILLS=100 npx vitest run server.kill` is the long one. */
const KILLS = Number(process.env.SERVER_KILLS ?? 2);
const SEED = Number(process.env.SERVER_KILLS_SEED ?? KILLS);
/** From its start to its death a server works for so long at most, in milliseconds. */
const LIFE_MS = 900;
/** What goes on beside the requests. */
const COMMANDS = [
  'fail ingest 0 throw',
  'fail ingest 1 throw',
  'fail ingest 0 terminate',
  'fail ingest 1 terminate',
  'fail query 0 terminate',
  'flush',
  'flush',
  'compact',
];

it(`a server killed at any moment, and its workers one by one, keep what was acknowledged, once (seed ${SEED})`, {
  timeout: 60_000 + KILLS * 60_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'server-kill-'));
  const random = randomFrom(SEED);
  const ledger = new KillLedger(random);
  let startMs = 400;
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      // With another number of workers, too, what was sent before must be known.
      await using server = new ServedProcess(directory, 1 + Math.floor(random() * 3));
      // Now and then while it starts, which is when it repairs what the last kill has left.
      if (random() < 0.2) {
        await sleep(random() * startMs);
        await server.kill();
        continue;
      }
      const startedMs = performance.now();
      const url = await server.url;
      startMs = performance.now() - startedMs;
      expect(await ledger.check(url), `after ${kill} kills`).toEqual([]);
      const stop = new AbortController();
      const sent = ledger.send(url, stop.signal);
      for (let left = random() * LIFE_MS; left > 0; ) {
        const pause = random() * (LIFE_MS / 2);
        await sleep(Math.min(left, pause));
        left -= pause;
        if (left > 0) server.tell(COMMANDS[Math.floor(random() * COMMANDS.length)]!);
      }
      await server.kill();
      stop.abort();
      await sent;
      if (KILLS > 2) console.log(`${kill + 1} kills: ${ledger.figures}`);
    }
    await using server = new ServedProcess(directory, 2);
    expect(await ledger.check(await server.url), 'at the end').toEqual([]);
    await server.kill();
    expect(ledger.acknowledgedRows).toBeGreaterThan(0);
    const store = await openConcurrent(directory);
    expect(await store.verify()).toMatchObject({ ok: true });
    await store.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

/** Numbers from 0 to below 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
