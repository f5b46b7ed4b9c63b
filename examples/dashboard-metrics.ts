import { fileURLToPath } from 'node:url';
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { bar, count, heading } from './page.ts';
import { printTable } from './text-table.ts';

// The figures of a dashboard: counts over time, by level, by source, and metrics for Prometheus.

using engine = new LogAnalyticsEngine();
await engine.ingestLogsFromFile(fileURLToPath(new URL('data/real-8k.ndjson', import.meta.url)));

// One pass answers all three: groups, a histogram, the most frequent values.
const { groupBy, histogram, topN } = engine.aggregateLogs(
  { source: 'state.change.logger' },
  { groupBy: 'level', histogram: { field: 'timestamp', interval: '15m' }, topN: { level: 1 } },
);
console.log(heading('Kafka, in quarters of an hour'));
const greatest = Math.max(...(histogram ?? []).map((bucket) => bucket.count));
for (const bucket of histogram ?? []) {
  console.log(`  ${bucket.key}  ${count(bucket.count).padStart(5)}  ${bar(bucket.count, greatest, 40)}`);
}
console.log(`  by level: ${JSON.stringify(groupBy)}, most often ${topN?.level?.[0]?.[0]}`);

// A histogram of numbers: how long did statements take?
const durations = engine.aggregateLogs(
  { source: 'postgres-rds', metadata: { duration_ms: { gte: 0 } } },
  { histogram: { field: 'duration_ms', interval: 0.1 } },
).histogram;
console.log(heading('Statements of PostgreSQL by tenths of a millisecond'));
const most = Math.max(...(durations ?? []).map((bucket) => bucket.count));
for (const bucket of (durations ?? []).slice(0, 8)) {
  console.log(
    `  from ${Number(bucket.key).toFixed(1)} ms  ${count(bucket.count).padStart(5)}  ${bar(bucket.count, most, 40)}`,
  );
}

console.log(heading('Errors by source'));
const errors = engine.aggregateLogs({ level: 'error' }, { topN: { source: 3 } }).topN?.source ?? [];
printTable(errors.map(([source, n]) => ({ source, errors: n })));

// What the engine says about itself: an object, JSON, or the text that Prometheus scrapes.
const { totalLogs, timeSpan, sources } = engine.getStats();
console.log(heading('Statistics'));
console.log(
  `  ${count(totalLogs)} entries of ${Object.keys(sources).length} sources, ${timeSpan.from} to ${timeSpan.to}`,
);
console.log(heading('For Prometheus'));
const metrics = engine.exportMetricsPrometheus().split('\n');
for (const line of metrics.filter((text) => /^log_analytics_entries_(by_level|accepted)/.test(text)))
  console.log(`  ${line}`);
