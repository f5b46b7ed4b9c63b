import { describe, expect, it } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';
import { CancelledError, InvalidArgumentError, LimitExceededError, QuerySyntaxError } from './errors/engine-error.ts';
import type { ResultRow } from './query/pipeline/query-rows.ts';
import { QueryLanguage } from './query/query-language.ts';
import type { QueryPartsOptions } from './query-parts.ts';
import { jsonLines, type PartOptions, type PartRunner, queryParts, rowsOfBatch } from './split.ts';

const START_MS = Date.UTC(2026, 2, 2);
const ENTRIES = Array.from({ length: 900 }, (_, i) => ({
  timestamp: START_MS + ((i * 7) % 900) * 1000,
  level: i % 10 === 0 ? 'ERROR' : 'INFO',
  source: ['db', 'api', 'web'][i % 3]!,
  message: `request ${i} served in ${i % 40}ms`,
  metadata: { ms: i % 40, id: `${i}` },
}));

function engineWith(entries: typeof ENTRIES, language = new QueryLanguage()): LogAnalyticsEngine {
  const engine = new LogAnalyticsEngine({ language });
  engine.ingestLogs(entries);
  return engine;
}

/** An engine as a part; what goes in and out is cloned as between threads. */
function partOf(engine: LogAnalyticsEngine, options: PartOptions = {}): PartRunner {
  return async function* (task) {
    for (const messages of engine.queryPart(structuredClone(task), options)) {
      for (const message of messages) yield structuredClone(message);
    }
  };
}

async function rowsOf(
  text: string,
  parts: readonly PartRunner[],
  options?: QueryPartsOptions,
): Promise<readonly ResultRow[]> {
  const rows: ResultRow[] = [];
  for await (const batches of queryParts(text, parts, options))
    for (const batch of batches) rows.push(...rowsOfBatch(batch));
  return rows;
}

const whole = engineWith(ENTRIES);
// By time, so that sequence numbers, which each engine gives on its own, do not matter.
const parts = [0, 1, 2].map((part) =>
  partOf(engineWith(ENTRIES.filter(({ timestamp }) => Math.floor((timestamp - START_MS) / 70_000) % 3 === part))),
);

describe('queryParts', () => {
  it.each([
    'level:ERROR',
    '* | sort by (_time desc) | limit 20',
    '* | stats by (source) count() n, avg(ms) mean, count_uniq(id) ids',
    '* | top 5 by (ms, source)',
    'level:ERROR source:in(ms:3 | fields source) | fields id, ms',
    '* | patterns | fields pattern, count',
    '_time:5m | count()',
  ])('%s', async (text) => {
    for (const options of [
      {},
      { limit: 7 },
      { start: START_MS + 60_000, end: START_MS + 400_000 },
      { now: START_MS + 500_000 },
    ]) {
      expect(await rowsOf(text, parts, options)).toEqual(whole.query(text, options));
    }
  });

  it('gives lines of JSON without making rows', async () => {
    let lines = '';
    for await (const batches of queryParts('ms:39 | fields id, ms', parts)) {
      for (const batch of batches) lines += jsonLines(batch, { values: 'stored' });
    }
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(whole.query('ms:39 | fields id, ms'));
  });

  it('knows the operators of its language, which the parts share', async () => {
    const language = new QueryLanguage();
    language.registerFilter({ name: 'odd', start: () => (text) => Number(text) % 2 === 1 });
    language.registerPipe({
      name: 'mark',
      rowWise: true,
      start: () => ({ rows: (rows) => rows.map((row) => ({ ...row, seen: 1 })) }),
    });
    language.registerPipe({
      name: 'number_rows',
      start: () => {
        let count = 0;
        return { rows: (rows) => rows.map((row) => ({ ...row, number: count++ })) };
      },
    });
    language.registerStatsFunction<number>({
      name: 'xor',
      initial: () => 0,
      add: (state, [text]) => state ^ Number(text),
      merge: (a, b) => a ^ b,
      result: (state) => state,
    });
    const halves = [ENTRIES.slice(0, 500), ENTRIES.slice(500)].map((half) => partOf(engineWith(half, language)));
    const all = engineWith(ENTRIES, language);
    for (const text of [
      'ms:odd() | stats by (source) xor(ms) x, count() n',
      '* | mark | stats by (seen) count() n',
      '* | mark | limit 9 | fields id, seen',
      'level:ERROR | number_rows | fields id, number',
    ]) {
      expect(await rowsOf(text, halves, { language })).toEqual(all.query(text));
    }
  });

  it('refuses wrong queries and options', async () => {
    await expect(rowsOf('* | stats by (', parts)).rejects.toThrow(QuerySyntaxError);
    await expect(rowsOf('*', parts, { limit: -1 })).rejects.toThrow(InvalidArgumentError);
    await expect(rowsOf('*', parts, { queryMemoryBytes: 0 })).rejects.toThrow(InvalidArgumentError);
  });

  it('keeps to the limits of its parts and its own', async () => {
    await expect(rowsOf('*', [partOf(whole, { timeoutMs: -1 })])).rejects.toThrow(LimitExceededError);
    await expect(rowsOf('* | sort by (id)', parts, { queryMemoryBytes: 5000 })).rejects.toThrow(LimitExceededError);
  });

  it('ends a part by a flag in shared memory, at the next block', () => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const signal = {
      get aborted(): boolean {
        return Atomics.load(flag, 0) !== 0;
      },
    };
    const task = { filter: { kind: 'all' }, pipes: [], result: 'ordered-rows', nowNs: 0n } as const;
    expect([...whole.queryPart(task, { signal })].flat()).not.toEqual([]);
    Atomics.store(flag, 0, 1);
    expect(() => [...whole.queryPart(task, { signal })]).toThrow(CancelledError);
  });
});
