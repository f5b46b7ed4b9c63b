import { join } from 'node:path';
import { AlertSeverity, LogAnalyticsEngine } from 'log-analytics-engine';
import { heading } from './page.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { printTable } from './text-table.ts';

// Rules that raise alerts while entries come in.
//
// A rule counts by the entries' own time: the same entries give the same alerts, live or years later. Rules, windows and alerts
// are kept with the data and survive a restart.

const directory = temporaryDirectory();
const engine = new LogAnalyticsEngine({ directory });

engine.addAlertRule({
  name: 'login-attack',
  description: 'Somebody is trying passwords',
  conditions: { phrase: 'login failed', minSeverity: 'WARN' },
  severity: AlertSeverity.HIGH,
  threshold: 5, // so many matches …
  timeWindow: 60, // … within so many seconds
  cooldown: 600, // and then no second alert for ten minutes
  groupBy: 'ip', // counted for each address
});
engine.addAlertRule({
  name: 'out-of-memory',
  conditions: { keyword: 'out of memory' },
  severity: AlertSeverity.CRITICAL,
});

engine.on('alert', (alert) => console.log(`  ${alert.severity.padEnd(8)} ${alert.triggeredAt}  ${alert.message}`));

console.log(heading('While entries come in'));
const start = Date.UTC(2026, 2, 2, 3);
for (let second = 0; second < 30; second++) {
  const timestamp = new Date(start + second * 1000);
  engine.ingestLog({
    timestamp,
    level: 'WARN',
    source: 'auth',
    message: `login failed for root`,
    ip: `10.0.0.${second % 4}`,
  });
}
engine.ingestLog({
  timestamp: new Date(start + 31_000),
  level: 'ERROR',
  source: 'worker',
  message: 'Out of memory: killed 4711',
});

console.log(heading('What has fired, with the entries behind it'));
printTable(
  engine.getAlerts().map(({ ruleName, count, metadata, sampleLogs }) => ({
    rule: ruleName,
    count,
    group: metadata.group?.ip ?? '',
    'newest entry': sampleLogs[0]?.message ?? '',
  })),
);

// The attack is still on, and the cooldown is over: it fires again.
console.log(heading('Eleven minutes later'));
const later = start + 700_000;
for (let i = 0; i < 5; i++) {
  engine.ingestLog({ timestamp: new Date(later + i), level: 'WARN', message: 'login failed for root', ip: '10.0.0.1' });
}
const alertsFile = join(directory, 'alerts.json');
engine.saveAlerts(alertsFile);
engine.close();

console.log(heading('After a restart'));
const reopened = new LogAnalyticsEngine({ directory });
console.log(`  ${reopened.getAlertRules().length} rules, ${reopened.getAlerts().length} alerts`);
reopened.close();

const elsewhere = new LogAnalyticsEngine();
console.log(`  ${elsewhere.loadAlerts(alertsFile)} alerts read into another engine from a file`);
elsewhere.close();
