import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CaseInput, CaseResult } from '../bench-case.ts';
import { BenchServer } from '../bench-server.ts';
import type { CorpusTruth } from '../corpus-generator.ts';
import { readBytes } from '../cpu-time.ts';
import { medianOf, quantileOf } from '../quantiles.ts';

const IDLE_RUNS = 200;
/** From an answer to the next question. */
const PAUSE_MS = 20;
const P99_SECONDS_MIN = 0.025;

/** Needle queries while the corpus comes in once more, as fast as it can: what each costs the other. */
export async function serverLoadCase({ corpusPath, truthPath, directory }: CaseInput): Promise<CaseResult> {
  const { trace_3: traces } = JSON.parse(readFileSync(truthPath, 'utf8')) as CorpusTruth;
  const query = `trace_id:="${traces[0]!}"`;
  const bytes = readBytes(corpusPath);
  const server = await BenchServer.start(join(directory, 'load'));
  await ingestSeconds(server, bytes);
  const idle = medianOf(await needleTimes(server, query, (runs) => runs < IDLE_RUNS));
  const alone = await ingestSeconds(server, bytes);
  let isIngesting = true;
  const [together, times] = await Promise.all([
    ingestSeconds(server, bytes).finally(() => {
      isIngesting = false;
    }),
    needleTimes(server, query, () => isIngesting),
  ]);
  await server.stop();
  return {
    figures: [
      {
        name: 'needle query during ingestion, 99th percentile',
        value: quantileOf(times, 0.99),
        unit: 's',
        bar: Math.max(5 * idle, P99_SECONDS_MIN),
        note: `of ${times.length}; median ${medianOf(times).toFixed(4)} s, idle ${idle.toFixed(4)} s`,
      },
      { name: 'ingestion with those queries ÷ without', value: together / alone, unit: 'ratio', bar: 1.25 },
    ],
  };
}

async function ingestSeconds(server: BenchServer, bytes: Uint8Array): Promise<number> {
  const before = performance.now();
  await server.postLarge('/insert/jsonline', bytes);
  return (performance.now() - before) / 1000;
}

/** Seconds of each query, asked one after the other while `goesOn`. @throws Error where it finds nothing */
async function needleTimes(server: BenchServer, query: string, goesOn: (runs: number) => boolean): Promise<number[]> {
  const times: number[] = [];
  while (goesOn(times.length)) {
    const before = performance.now();
    const lines = await server.query(query);
    times.push((performance.now() - before) / 1000);
    if (lines === '') throw new Error(`nothing is found by ${query}`);
    await setTimeout(PAUSE_MS);
  }
  return times;
}
