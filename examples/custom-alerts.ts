import { type Alert, AlertSeverity, LogAnalyticsEngine } from 'log-analytics-engine';
import { heading } from './page.ts';

// Where alerts go is up to you: a hook is a function that is told of each. It may be asynchronous; one that fails is counted and
// harms nobody, neither the entry that caused the alert nor the other hooks.

const engine = new LogAnalyticsEngine();

/** Stands for whatever wakes people up. */
const pager: string[] = [];
const chat: string[] = [];

/** Labels of a rule are for routing; annotations are for people. */
function route(alert: Alert): void {
  const line = `[${alert.metadata.labels?.team ?? 'nobody'}] ${alert.message}`;
  if (alert.severity === AlertSeverity.CRITICAL) pager.push(`${line} -> ${alert.metadata.annotations?.runbook}`);
  else chat.push(line);
}

engine.addAlertNotificationHook(route);
engine.addAlertNotificationHook(async (alert) => {
  // A webhook would be called here. That it cannot be reached must not matter to anybody else.
  await Promise.reject(new Error(`no route to host for ${alert.ruleName}`));
});
// What a hook returns is what takes it away again.
const removeCounter = engine.addAlertNotificationHook(() => heard++);
let heard = 0;

engine.addAlertRule({
  name: 'payments-down',
  conditions: { source: 'payments', level: ['ERROR', 'FATAL'] },
  severity: AlertSeverity.CRITICAL,
  threshold: 3,
  timeWindow: 30,
  labels: { team: 'payments' },
  annotations: { runbook: 'restart the gateway first' },
});
engine.addAlertRule({
  name: 'slow-requests',
  conditions: { metadata: { duration_ms: { gte: 1000 } } },
  severity: AlertSeverity.LOW,
  threshold: 2,
  groupBy: 'source',
  labels: { team: 'web' },
});

const at = (second: number): Date => new Date(Date.UTC(2026, 2, 2, 9, 0, second));
for (let i = 0; i < 4; i++) {
  engine.ingestLog({ timestamp: at(i), level: 'ERROR', source: 'payments', message: 'card gateway timed out' });
  engine.ingestLog({
    timestamp: at(i),
    level: 'INFO',
    source: 'web',
    message: 'GET /cart',
    duration_ms: 800 + i * 150,
  });
}
removeCounter();

// Rejected promises are counted when they have been rejected.
await Promise.resolve();
await new Promise((resolve) => setImmediate(resolve));

console.log(heading('The pager'));
for (const line of pager) console.log(`  ${line}`);
console.log(heading('The chat'));
for (const line of chat) console.log(`  ${line}`);
console.log(heading('Hooks'));
console.log(
  `  ${heard} alerts heard, ${engine.getStats().hookErrors} failures of hooks, ${engine.getStats().accepted} entries stored`,
);

engine.close();
