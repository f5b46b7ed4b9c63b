import type { LogAnalyticsEngine } from 'log-analytics-engine';
import { count, duration, heading, megabytes, timed } from '../page.ts';
import { printAlerts } from './alerts.ts';
import { printHoldings } from './holdings.ts';

/** Shows that the data of an earlier run is there, whole, without taking anything in again. */
export function showLaterRun(engine: LogAnalyticsEngine, directory: string, openMs: number): void {
  console.log(heading('Log Analytics Engine: the data of an earlier run is here'));
  const { totalLogs, storedBytes, segments } = engine.getStats();
  const { result: report, ms } = timed(() => engine.verify());
  console.log(`
  ${directory}/ opened in ${duration(openMs)}: ${count(totalLogs)} lines in ${count(segments)} segment${segments === 1 ? '' : 's'}, ${megabytes(storedBytes)}; nothing was taken in again
  every byte read and checked in ${duration(ms)}: ${report.ok ? 'sound' : `${report.damaged.length} places are damaged`}`);
  printHoldings(engine);
  printAlerts(engine);
}
