import { LogAnalyticsEngine, type LogEntryInit } from 'log-analytics-engine';
import type { CaseInput, CaseResult } from '../bench-case.ts';
import { readBytes } from '../cpu-time.ts';

const OBJECTS = 300_000;

/** `ingestLog` of objects that are ready, one call each, in `interval` durability. */
export function objectsCase({ corpusPath, directory }: CaseInput): CaseResult {
  const lines = readBytes(corpusPath).toString('utf8').split('\n', OBJECTS);
  const entries = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LogEntryInit);
  lines.length = 0;
  const engine = new LogAnalyticsEngine({ directory, durability: 'interval' });
  const before = performance.now();
  for (const entry of entries) engine.ingestLog(entry);
  const seconds = (performance.now() - before) / 1000;
  const stored = engine.countLogs({});
  engine.close();
  if (stored !== entries.length) throw new Error(`${entries.length} entries went in and ${stored} are there`);
  return {
    figures: [
      {
        name: 'ingestLog of ready objects',
        value: entries.length / seconds,
        unit: 'rows/s',
        bar: 300_000,
        atLeast: true,
      },
    ],
  };
}
