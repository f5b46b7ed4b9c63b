import { LogAnalyticsEngine } from 'log-analytics-engine';
import { heading } from './page.ts';
import { printTable } from './text-table.ts';

// The shortest way in: an engine in memory, some entries, some questions.
//
// With `new LogAnalyticsEngine({ directory: 'logs' })` the same code keeps everything on disk, and an entry is on the disk when
// `ingestLog` returns.

const engine = new LogAnalyticsEngine();

// An entry needs nothing but what it has to say: the time is now unless given. Whatever has no meaning of its own is metadata.
engine.ingestLog({ level: 'INFO', source: 'api', message: 'server started on port 8080' });
engine.ingestLog({
  timestamp: '2026-03-02T14:25:36.123456789+01:00',
  level: 'ERROR',
  source: 'api',
  message: 'connection to db-7 refused after 3 attempts',
  tags: ['prod', 'eu'],
  metadata: { user: { id: 42 }, duration_ms: 3012.5 },
});

// Many at once, with a report. What is no entry does not stop the others.
const report = engine.ingestLogs([
  { timestamp: '2026-03-02T13:25:40Z', level: 'warn', source: 'db', message: 'slow query', duration_ms: 812 },
  { timestamp: '2026-03-02T13:25:41Z', level: 'error', source: 'db', message: 'Connection lost', duration_ms: 9 },
  { timestamp: 'half past two', message: 'this one has no time that could be read' },
]);
console.log(heading('Taken in'));
console.log(`  ${report.accepted} accepted, ${report.rejected} rejected: ${report.errors[0]?.reason}`);

// Every condition must hold. `level` and `keyword` ignore case; results come in the order of time.
console.log(heading('Errors with "connection" in the message'));
printTable(
  engine.queryLogs({ level: 'error', keyword: 'connection' }).map((entry) => ({
    time: String(entry.timestamp),
    severity: entry.severityScore,
    source: entry.source,
    message: entry.message,
  })),
);

// Metadata is found by its path, with its type; numbers also by range.
const slow = engine.queryLogs({ metadata: { duration_ms: { gte: 500 } } }, { sortBy: 'duration_ms', sortDesc: true });
console.log(heading('Slower than half a second'));
printTable(slow.map(({ source, message, metadata }) => ({ source, ms: Number(metadata.duration_ms), message })));

console.log(heading('Counted'));
console.log(`  of user 42: ${engine.countLogs({ metadata: { 'user.id': 42 } })}`);
console.log(`  by source:  ${JSON.stringify(engine.aggregateLogs({}, { groupBy: 'source' }).groupBy)}`);

engine.close();
