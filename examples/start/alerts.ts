import { type AlertRuleInit, AlertSeverity, type LogAnalyticsEngine } from 'log-analytics-engine';
import { aside, heading } from '../page.ts';
import { textTable } from '../text-table.ts';

/** The rules that watch while the lines come in. */
export const RULES: readonly AlertRuleInit[] = [
  {
    name: 'pod-crash-loop',
    description: 'A container dies as often as it is started.',
    conditions: { words: ['CrashLoopBackOff'], minSeverity: 'ERROR' },
    severity: AlertSeverity.CRITICAL,
    threshold: 3,
    timeWindow: 60,
    cooldown: 3600,
  },
  {
    name: 'disk-full',
    description: 'Something could not be written.',
    conditions: { keywords: ['no space left on device', 'disk full'] },
    severity: AlertSeverity.HIGH,
  },
];

const SAMPLES_SHOWN = 2;

/** The alerts that have fired, with some of the lines behind them. */
export function printAlerts(engine: LogAnalyticsEngine): void {
  const alerts = engine.getAlerts();
  const names = engine.getAlertRules().map(({ name }) => name);
  console.log(heading(`Alerts ${aside(`(${alerts.length} fired; the rules are ${names.join(' and ')})`)}`));
  for (const { severity, triggeredAt, message, sampleLogs } of alerts) {
    console.log(`  ${severity.toUpperCase()} at ${triggeredAt}: ${message}`);
    const samples = sampleLogs.slice(0, SAMPLES_SHOWN).map((entry) => ({
      time: entry.date.toISOString().slice(11, 23),
      source: entry.source,
      message: excerpt(entry.message),
    }));
    for (const line of textTable(samples, '    ')) console.log(line);
  }
}

/** The part of a long message that tells what happened. */
function excerpt(message: string): string {
  const start = message.indexOf('failed to');
  return start < 0 ? message : `… ${message.slice(start).replaceAll('\\"', '"')}`;
}
