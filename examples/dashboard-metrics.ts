/** The figures of a dashboard: groups, a histogram over time, top values, and everything for Prometheus. */
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { SAMPLE_FILE } from './with-directory.ts';

const engine = new LogAnalyticsEngine();
await engine.ingestLogsFromFile(SAMPLE_FILE);

const { groupBy, histogram, topN } = engine.aggregateLogs(
  { minSeverity: 'WARN' },
  { groupBy: 'level', histogram: { field: 'timestamp', interval: '365d' }, topN: { source: 3 } },
);
console.log('by level:', groupBy);
console.log('by year:', histogram?.map(({ key, count }) => `${String(key).slice(0, 4)}: ${count}`).join(', '));
console.log('top sources:', topN?.source);

const stats = engine.getStats();
console.log(
  `${stats.totalLogs} entries, ${Object.keys(stats.sources).length} sources, some ${stats.distinctKeywordsEstimate} words`,
);
const lines = engine
  .exportMetricsPrometheus()
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
console.log(`for Prometheus: ${lines.length} samples, such as ${lines[0]}`);
engine.close();
