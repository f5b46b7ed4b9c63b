import { crc32 } from 'node:zlib';
import { LogAnalyticsEngine } from 'log-analytics-engine';
import type { CaseInput, CaseResult } from '../bench-case.ts';
import { chunksOf } from '../corpus-file.ts';
import { cpuSeconds, readBytes } from '../cpu-time.ts';
import { directoryBytes } from '../directory-bytes.ts';

/** From bytes to a closed, synced store, in a process that did nothing before: what it costs to get warm is part of it. */
export function ingestCase({ corpusPath, storeDirectory, unitSeconds }: CaseInput): CaseResult {
  const bytes = readBytes(corpusPath);
  // The first look at each page of the input costs the machine, not the engine; the unit does not have it either.
  crc32(bytes);
  const memoryBefore = process.memoryUsage().rss;
  const engine = new LogAnalyticsEngine({ directory: storeDirectory });
  let rows = 0;
  let ingest = 0;
  let peak = 0;
  for (const chunk of chunksOf(bytes)) {
    const before = cpuSeconds();
    rows += engine.ingestBytes(chunk).accepted;
    ingest += cpuSeconds() - before;
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  const before = cpuSeconds();
  engine.close();
  ingest += cpuSeconds() - before;
  peak = Math.max(peak, process.memoryUsage().rss);
  const stored = directoryBytes(storeDirectory);
  return {
    figures: [
      {
        name: 'ingest to a closed, synced store, CPU',
        value: ingest / unitSeconds,
        unit: 'J',
        bar: 4,
        aim: 3.5,
        note: `${rows} rows`,
      },
      {
        name: 'bytes on disk after close',
        value: stored / 1e6,
        unit: 'MB',
        bar: 34,
        aim: 30,
        note: `${(bytes.length / stored).toFixed(1)} to 1`,
      },
      { name: 'memory during ingest beyond the input', value: (peak - memoryBefore) / 1e6, unit: 'MB', bar: 500 },
    ],
  };
}
