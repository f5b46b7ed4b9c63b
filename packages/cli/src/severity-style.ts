import { AlertSeverity } from 'log-analytics-engine';
import type { Terminal } from './terminal.ts';

const STYLES = {
  [AlertSeverity.LOW]: 'cyan',
  [AlertSeverity.MEDIUM]: 'yellow',
  [AlertSeverity.HIGH]: 'red',
  [AlertSeverity.CRITICAL]: ['red', 'bold'],
} as const;

/** Colours a text by the severity of an alert or of a rule. */
export function styleBySeverity(terminal: Terminal, severity: AlertSeverity, text: string): string {
  return terminal.style(STYLES[severity], text);
}
