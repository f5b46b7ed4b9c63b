import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CaseInput, CaseResult, Figure } from '../bench-case.ts';
import { medianOf } from '../quantiles.ts';
import { servedStore } from '../served-store.ts';

const RUNS = 5;
const POLL_MS = 5;
const COMMAND = new URL('../../../packages/cli/', import.meta.url);
const SOURCES = fileURLToPath(new URL('src/main.ts', COMMAND));
const BUILT = fileURLToPath(new URL('dist/main.js', COMMAND));

/**
 * From the command until `/ready` on a directory with the corpus: of the sources, and as users have it if it is built, but for what
 * `bin/log-analytics.mjs` does before, which is to start Node.
 */
export async function serverStartCase({ corpusPath, directory }: CaseInput): Promise<CaseResult> {
  const data = await servedStore(directory, corpusPath);
  const figures: Figure[] = [];
  figures.push(await startFigure('from sources', ['--conditions=source', SOURCES], data));
  if (existsSync(BUILT)) figures.push(await startFigure('as built', [BUILT], data));
  return { figures };
}

async function startFigure(how: string, program: readonly string[], data: string): Promise<Figure> {
  // The first one leaves its compiled code to the others.
  await secondsUntilReady(program, data);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await secondsUntilReady(program, data));
  const note = times.map((time) => time.toFixed(2)).join(', ');
  return { name: `start until ready, ${how}, median`, value: medianOf(times), unit: 's', bar: 1, note };
}

async function secondsUntilReady(program: readonly string[], data: string): Promise<number> {
  const port = await freePort();
  const args = [...program, 'serve', '--data', data, '--port', String(port), '--log-level', 'warn'];
  const begun = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = once(child, 'close');
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`the server ended with the code ${child.exitCode}`);
    await setTimeout(POLL_MS);
  }
  const seconds = (performance.now() - begun) / 1000;
  child.kill('SIGTERM');
  await ended;
  return seconds;
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/ready`);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no port');
  return address.port;
}
