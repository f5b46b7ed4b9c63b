import { join } from 'node:path';
import { type AlertRuleInit, LogAnalyticsEngine, type LogFilters } from 'log-analytics-engine';
import type { CaseInput, CaseResult } from '../bench-case.ts';
import { chunksOf } from '../corpus-file.ts';
import { cpuSeconds, readBytes } from '../cpu-time.ts';

const RULE_COUNTS: readonly { readonly count: number; readonly bar: number }[] = [
  { count: 100, bar: 1.15 },
  { count: 1000, bar: 1.6 },
];
/** Chunks after which ingestion is warm. */
const WARM_CHUNKS = 20;
const LEVELS = ['ERROR', 'WARN', 'FATAL', 'INFO'];
const WORDS = ['timeout', 'refused', 'connection', 'denied', 'exception', 'failed', 'slow', 'retry', 'leader', 'panic'];
const SOURCES = ['postgres', 'kafka', 'frontend', 'mongod.NETWORK', 'openshift', 'laravel', 'pgbouncer', 'adservice'];

/** What alert rules add to ingestion: engines with and without rules take the same chunks in turns. */
export function rulesCase({ corpusPath, directory }: CaseInput): CaseResult {
  const bytes = readBytes(corpusPath);
  warmUp(bytes);
  const engines = [0, ...RULE_COUNTS.map(({ count }) => count)].map((count) => {
    const engine = new LogAnalyticsEngine({ directory: join(directory, String(count)) });
    for (let i = 0; i < count; i++) engine.addAlertRule(ruleOf(i));
    return { engine, seconds: 0 };
  });
  for (const chunk of chunksOf(bytes)) {
    for (const measured of engines) {
      const before = cpuSeconds();
      measured.engine.ingestBytes(chunk);
      measured.seconds += cpuSeconds() - before;
    }
  }
  const fired = engines.map(({ engine }) => engine.getAlerts().length);
  for (const { engine } of engines) engine.close();
  return {
    figures: RULE_COUNTS.map(({ count, bar }, i) => ({
      name: `${count} alert rules ÷ none, ingest CPU`,
      value: engines[i + 1]!.seconds / engines[0]!.seconds,
      unit: 'ratio',
      bar,
      note: `${fired[i + 1]} alerts`,
    })),
  };
}

/** What ingestion costs to get warm would be on the account of the engine without rules, which comes first. */
function warmUp(bytes: Uint8Array): void {
  const engine = new LogAnalyticsEngine();
  for (const [index, chunk] of [...chunksOf(bytes)].entries()) if (index < WARM_CHUNKS) engine.ingestBytes(chunk);
  engine.close();
}

/** Conditions of the kinds that people write, no two alike. */
function ruleOf(i: number): AlertRuleInit {
  const level = LEVELS[i % LEVELS.length]!;
  const word = `${WORDS[i % WORDS.length]}`;
  const source = SOURCES[i % SOURCES.length]!;
  const conditions: LogFilters[] = [
    { level, keyword: `${word} ${i}` },
    { source, words: [word], metadata: { duration_ms: { gte: 100 + i } } },
    { level, source, keyword: `${word}${i % 7}` },
    { metadata: { duration_ms: { gt: 500 + i } }, minSeverity: 20 + (i % 3) * 10 },
    { phrase: `${word} to host${i}` },
    { tags: ['postgres', 'kafka'], words: [word], not: { keyword: `batch${i}` } },
  ];
  return {
    name: `rule ${i}`,
    conditions: conditions[i % conditions.length]!,
    threshold: 50 + (i % 100),
    timeWindow: 300,
    cooldown: 600,
  };
}
