/** Rules look at entries as they come in, by the entries' own time: a replay of yesterday fires yesterday's alerts. */
import { AlertRule, AlertSeverity, LogAnalyticsEngine } from 'log-analytics-engine';

const engine = new LogAnalyticsEngine();
engine.addAlertRule(
  new AlertRule({
    name: 'payments fail',
    description: 'five failed payments within a minute',
    conditions: { source: 'payments', level: 'ERROR' },
    severity: AlertSeverity.CRITICAL,
    threshold: 5,
    timeWindow: 60,
    cooldown: 300,
  }),
);
engine.on('alert', (alert) =>
  console.log(`${alert.severity}: ${alert.ruleName}, ${alert.count} matches at ${alert.triggeredAt}`),
);

// One failure every ten seconds for ten minutes: the fifth fires, then the cooldown keeps quiet.
for (let second = 0; second < 600; second += 10) {
  const timestamp = new Date(Date.UTC(2026, 2, 2, 14, 0, second));
  engine.ingestLog({ timestamp, level: 'ERROR', source: 'payments', message: `card ${second} declined by gateway` });
}

const alerts = engine.getAlerts();
console.log('alerts:', alerts.length);
for (const sample of alerts[0]?.sampleLogs ?? []) console.log('  sample:', sample.timestamp, sample.message);
engine.close();
