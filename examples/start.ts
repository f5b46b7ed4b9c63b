/**
 * The first thing to run: real logs of 20 systems go into a directory, and come back as statistics, answers and an alert.
 * A second run finds them there.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { type Alert, AlertSeverity, LogAnalyticsEngine, type LogEntry, type LogFilters } from 'log-analytics-engine';

const DATA = join(import.meta.dirname, '..', 'data');
const SAMPLE = join(import.meta.dirname, 'data', 'real-8k.ndjson');
const WIDTH = 100;

const isNew = !existsSync(DATA);
const openedAt = performance.now();
const engine = new LogAnalyticsEngine({ directory: DATA });
const openMs = performance.now() - openedAt;

try {
  if (isNew) await ingestSample();
  else greetAgain();
  showStatistics();
  showQueries();
  showAlerts();
  showNextSteps();
} finally {
  engine.close();
}

async function ingestSample(): Promise<void> {
  heading('Real logs of 20 systems go in');
  engine.addAlertRule({
    name: 'partition leaders are in trouble',
    description: 'twenty errors of one Kafka broker within a minute',
    conditions: { level: 'ERROR', tags: ['kafka'] },
    severity: AlertSeverity.CRITICAL,
    threshold: 20,
    timeWindow: 60,
    cooldown: 3600,
  });
  engine.addAlertRule({
    name: 'a scanner asks for admin pages',
    conditions: { source: 'iis', metadata: { status: { gte: 400 } } },
    severity: AlertSeverity.MEDIUM,
    threshold: 50,
    timeWindow: 120,
    cooldown: 86_400,
  });
  const report = await engine.ingestLogsFromFile(SAMPLE);
  console.log(
    `${number(report.accepted)} lines, ${megabytes(report.bytes)}, in ${report.durationSeconds.toFixed(2)} s: every one is on disk, synced.`,
  );
  const { groupBy = {} } = engine.aggregateLogs({}, { groupBy: 'corpus' });
  const systems = Object.entries(groupBy).sort(([, a], [, b]) => b - a);
  console.log(wrap(systems.map(([system, count]) => `${system} ${number(count)}`).join(' · ')));
}

function greetAgain(): void {
  heading('The data of the run before is here');
  const { ok, rows } = engine.verify();
  console.log(
    `Opened in ${openMs.toFixed(0)} ms. Read every byte of ${number(rows)} rows against its checksum: ${ok ? 'all sound' : 'DAMAGED'}.`,
  );
  console.log(`To begin anew, remove the folder data.`);
}

function showStatistics(): void {
  heading('What is stored');
  engine.flush();
  const stats = engine.getStats();
  const { from, to } = stats.timeSpan;
  console.log(
    `${number(stats.totalLogs)} entries from ${from?.slice(0, 10)} to ${to?.slice(0, 10)}, ${Object.keys(stats.sources).length} sources`,
  );
  console.log(
    `${megabytes(stats.totalBytes)} of JSON are ${megabytes(stats.storedBytes)} on disk: ${stats.compressionRatio.toFixed(1)} to 1, indexes included\n`,
  );
  const levels = Object.entries(stats.levels).sort(([, a], [, b]) => b - a);
  const most = levels[0]?.[1] ?? 1;
  for (const [level, count] of levels) {
    console.log(
      `  ${level.padEnd(8)}${number(count).padStart(6)}  ${styleText('cyan', '█'.repeat(Math.ceil((count / most) * 60)))}`,
    );
  }
}

function showQueries(): void {
  ask('What went wrong last, anywhere?', { level: 'error' });
  ask('Which database statements took longer than ten seconds?', {
    metadata: { duration_ms: { gt: 10_000 } },
    words: ['statement'],
  });
  ask('Who could not be reached?', { keywords: ['refused', 'timed out', 'unable to'], not: { level: 'INFO' } });
}

function ask(question: string, filters: LogFilters): void {
  heading(question);
  console.log(styleText('dim', `engine.queryLogs(${code(filters)}, { sortDesc: true, pageSize: 4 })`));
  const before = performance.now();
  const count = engine.countLogs(filters);
  const entries = engine.queryLogs(filters, { sortDesc: true, pageSize: 4 });
  const ms = performance.now() - before;
  for (const entry of entries) console.log(row(entry));
  console.log(`${number(count)} found, in ${ms.toFixed(1)} ms`);
}

function showAlerts(): void {
  const alerts = engine.getAlerts();
  heading(`${number(alerts.length)} alerts fired while the lines went in, by the time of the lines`);
  for (const alert of newestOfEachRule(alerts)) {
    console.log(
      `${styleText('red', alert.severity.toUpperCase())}  ${alert.triggeredAt}  ${styleText('bold', alert.ruleName)}: ${alert.count} in ${alert.metadata.timeWindow} s`,
    );
    for (const sample of alert.sampleLogs.slice(0, 2)) console.log(row(sample));
  }
}

function newestOfEachRule(alerts: readonly Alert[]): Alert[] {
  return [...new Map(alerts.map((alert) => [alert.ruleName, alert])).values()];
}

function showNextSteps(): void {
  heading('Try next');
  console.log('  npx log-analytics query --data data --level error --keyword failed --page-size 5');
  console.log('  npx log-analytics stats --data data');
  console.log(
    isNew ? '  npm start            (again: the data is on disk)' : '  node --conditions=source examples/alerting.ts',
  );
}

function heading(text: string): void {
  console.log(`\n${styleText('bold', text)}`);
}

function row(entry: LogEntry): string {
  const start = `  ${String(entry.timestamp).slice(0, 19)}  ${entry.level.padEnd(6)}${entry.source.slice(0, 14).padEnd(15)}`;
  const message = entry.message.replaceAll(/\s+/g, ' ');
  const room = WIDTH - start.length;
  return start + (message.length > room ? `${message.slice(0, room - 1)}…` : message);
}

function code(filters: LogFilters): string {
  return JSON.stringify(filters)
    .replaceAll(/"([a-zA-Z_]\w*)":/g, ' $1: ')
    .replaceAll('"', "'")
    .replaceAll('}', ' }')
    .replaceAll(',', ', ')
    .replaceAll('  ', ' ');
}

function wrap(text: string): string {
  return text.replaceAll(new RegExp(`(.{1,${WIDTH}})(?: · |$)`, 'g'), '$1\n').trimEnd();
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
