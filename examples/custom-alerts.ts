/** Notifiers of your own: a hook per channel, by severity. One that throws harms nobody. */
import { type Alert, AlertSeverity, LogAnalyticsEngine } from 'log-analytics-engine';

const engine = new LogAnalyticsEngine();
const pager: string[] = [];
const chat: string[] = [];

engine.addAlertNotificationHook((alert: Alert) => {
  if (alert.severity === AlertSeverity.CRITICAL) pager.push(alert.ruleName);
});
engine.addAlertNotificationHook((alert) => {
  chat.push(`${alert.ruleName} for ${JSON.stringify(alert.metadata.group)}`);
});
engine.addAlertNotificationHook(() => {
  throw new Error('the mail server is down');
});

// Windows are kept per value of a field: one noisy customer does not hide another.
engine.addAlertRule({
  name: 'logins fail',
  conditions: { phrase: 'login failed' },
  severity: AlertSeverity.CRITICAL,
  threshold: 3,
  timeWindow: 60,
  groupBy: ['user'],
});
for (let i = 0; i < 6; i++) {
  const user = i % 2 === 0 ? 'ada' : 'bob';
  engine.ingestLog({
    timestamp: Date.UTC(2026, 2, 2, 9, 0, i),
    level: 'WARN',
    message: 'login failed',
    metadata: { user },
  });
}

console.log('pager:', pager.length, 'chat:', chat.join('; '));
console.log('hooks that failed:', engine.getStats().hookErrors);
engine.close();
