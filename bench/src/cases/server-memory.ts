import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseInput, CaseResult, Figure } from '../bench-case.ts';
import { BenchServer } from '../bench-server.ts';
import type { CorpusTruth } from '../corpus-generator.ts';
import { readBytes } from '../cpu-time.ts';
import { logsqlQueries } from './logsql.ts';

const RUNS = 5;

/** The memory of a server that has taken the corpus in and answered all queries of the bench, several times. */
export async function serverMemoryCase({ corpusPath, truthPath, directory }: CaseInput): Promise<CaseResult> {
  const truth = JSON.parse(readFileSync(truthPath, 'utf8')) as CorpusTruth;
  const server = await BenchServer.start(join(directory, 'memory'));
  await server.postLarge('/insert/jsonline', readBytes(corpusPath));
  const figures: Figure[] = [];
  const add = (name: string): void => {
    const value = server.residentMegabytes();
    if (value !== undefined) figures.push({ name: `memory of the server after ${name}`, value, unit: 'MB', bar: 600 });
  };
  add('ingestion');
  const day = truth.bucket_max[0]![0].slice(0, 10);
  for (let run = 0; run < RUNS; run++) {
    for (const { text } of logsqlQueries(day, truth.trace_3[0]!)) await server.query(text);
  }
  add('all queries');
  await server.stop();
  return { figures };
}
