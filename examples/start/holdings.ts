import type { LogAnalyticsEngine } from 'log-analytics-engine';
import { aside, bar, count, heading } from '../page.ts';

const SOURCES_SHOWN = 6;
const BAR_WIDTH = 30;

/** What an engine holds: time span, levels as bars, the sources with the most lines. */
export function printHoldings(engine: LogAnalyticsEngine): void {
  const { levels, sources, timeSpan } = engine.getStats();
  console.log(heading(`Levels ${aside(`(${day(timeSpan.from)} to ${day(timeSpan.to)})`)}`));
  printBars(Object.entries(levels));
  const byCount = Object.entries(sources).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  console.log(heading(`Sources ${aside(`(the first ${SOURCES_SHOWN} of ${byCount.length})`)}`));
  printBars(byCount.slice(0, SOURCES_SHOWN));
}

function printBars(counts: readonly [name: string, count: number][]): void {
  const greatest = Math.max(...counts.map(([, value]) => value));
  for (const [name, value] of counts) {
    console.log(`  ${name.padEnd(20)} ${count(value).padStart(5)}  ${bar(value, greatest, BAR_WIDTH)}`);
  }
}

function day(time: string | null): string {
  return time?.slice(0, 10) ?? 'nothing';
}
