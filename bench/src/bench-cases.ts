import type { BenchCase } from './bench-case.ts';
import { duckdbCase } from './cases/duckdb.ts';
import { ingestCase } from './cases/ingest.ts';
import { logsqlCase } from './cases/logsql.ts';
import { minisearchCase } from './cases/minisearch.ts';
import { objectsCase } from './cases/objects.ts';
import { queriesCase } from './cases/queries.ts';
import { rulesCase } from './cases/rules.ts';
import { scalingCase } from './cases/scaling.ts';
import { serverCase } from './cases/server.ts';
import { serverLoadCase } from './cases/server-load.ts';
import { serverMemoryCase } from './cases/server-memory.ts';
import { serverQueriesCase } from './cases/server-queries.ts';
import { serverStartCase } from './cases/server-start.ts';
import { unitCase } from './cases/unit.ts';

/** All cases in the order in which they run. `unit` comes first; `queries` and `logsql` read the store that `ingest` leaves. */
export const BENCH_CASES: Readonly<Record<string, BenchCase>> = {
  unit: unitCase,
  ingest: ingestCase,
  queries: queriesCase,
  logsql: logsqlCase,
  objects: objectsCase,
  rules: rulesCase,
  scaling: scalingCase,
  server: serverCase,
  'server-start': serverStartCase,
  'server-queries': serverQueriesCase,
  'server-load': serverLoadCase,
  'server-memory': serverMemoryCase,
  duckdb: duckdbCase,
  minisearch: minisearchCase,
};
