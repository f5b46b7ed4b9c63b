import { LogAnalyticsEngine } from 'log-analytics-engine';
import type { CaseInput, CaseResult } from '../bench-case.ts';
import { BenchServer } from '../bench-server.ts';
import { medianOf } from '../quantiles.ts';
import { servedStore } from '../served-store.ts';

const COUNT = 'connection | count()';
const COUNT_RUNS = 500;
/** Two regular expressions that templates do not decide, and a function that looks at each value. */
const SCANS = [
  '~"TraceID: [0-9a-f]{32} SpanID: [0-9a-f]{16}" | count()',
  '* | collapse_nums | top 10 by (_msg)',
  '* | stats count_uniq(trace_id) n',
];
const SCAN_RUNS = 15;
const HTTP_SECONDS = 0.003;

/** Queries over HTTP on the corpus: what the way costs, and what a second query worker brings. */
export async function serverQueriesCase({ corpusPath, directory }: CaseInput): Promise<CaseResult> {
  const data = await servedStore(directory, corpusPath);
  const engineSeconds = countInEngine(data);
  const server = await BenchServer.start(data, ['--threads-query', '2']);
  const count = await medianSeconds(server, COUNT, COUNT_RUNS);
  const two = await scanSeconds(server);
  await server.stop();
  const single = await BenchServer.start(data, ['--threads-query', '1']);
  const one = await scanSeconds(single);
  await single.stop();
  return {
    figures: [
      {
        name: `${COUNT} over HTTP, median`,
        value: count,
        unit: 's',
        bar: HTTP_SECONDS + engineSeconds,
        note: `${engineSeconds.toFixed(4)} s in the engine`,
      },
      ...SCANS.map((text, index) => ({
        name: `two query workers ÷ one: ${text}`,
        value: two[index]! / one[index]!,
        unit: 'ratio' as const,
        bar: 0.6,
        note: `${one[index]!.toFixed(3)} s on one`,
      })),
    ],
  };
}

function countInEngine(directory: string): number {
  using engine = new LogAnalyticsEngine({ directory, readOnly: true });
  const times: number[] = [];
  for (let run = 0; run < COUNT_RUNS; run++) {
    const before = performance.now();
    engine.query(COUNT);
    times.push((performance.now() - before) / 1000);
  }
  return medianOf(times);
}

async function scanSeconds(server: BenchServer): Promise<number[]> {
  const seconds: number[] = [];
  for (const text of SCANS) seconds.push(await medianSeconds(server, text, SCAN_RUNS));
  return seconds;
}

/** The median of the second half of the runs: by then all is warm. */
async function medianSeconds(server: BenchServer, text: string, runs: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const before = performance.now();
    await server.query(text);
    times.push((performance.now() - before) / 1000);
  }
  return medianOf(times.slice(runs >> 1));
}
