import { severityScore } from 'log-analytics-engine';
import type { Terminal } from './terminal.ts';

/** Colours a text by the level that it belongs to: errors red, warnings yellow, what is below INFO dim. */
export function styleByLevel(terminal: Terminal, level: string, text: string): string {
  const score = severityScore(level);
  if (score >= 40) return terminal.style(score >= 50 ? ['red', 'bold'] : 'red', text);
  if (score >= 30) return terminal.style('yellow', text);
  return score < 20 ? terminal.style('dim', text) : text;
}
