import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type FileIngestReport, LogAnalyticsEngine } from 'log-analytics-engine';
import { aside, count, heading, megabytes, timed } from '../page.ts';
import { printAlerts, RULES } from './alerts.ts';
import { printHoldings } from './holdings.ts';
import { printQuestions } from './questions.ts';

const SAMPLE = fileURLToPath(new URL('../data/real-8k.ndjson', import.meta.url));

/** Takes the sample in while the alert rules watch. */
export async function takeSampleIn(engine: LogAnalyticsEngine): Promise<FileIngestReport> {
  for (const rule of RULES) engine.addAlertRule(rule);
  return await engine.ingestLogsFromFile(SAMPLE);
}

/** Shows what came in, and what can be asked now. */
export function showFirstRun(engine: LogAnalyticsEngine, report: FileIngestReport, directory: string): void {
  console.log(heading('Log Analytics Engine: genuine log lines of 20 systems'));
  printReport(engine, report, directory);
  printSystems();
  printHoldings(engine);
  printQuestions(engine);
  printAlerts(engine);
}

function printReport(engine: LogAnalyticsEngine, report: FileIngestReport, directory: string): void {
  const { storedBytes, compressionRatio } = engine.getStats();
  const { accepted, bytes, durationSeconds, logsPerSecond } = report;
  console.log(`
  ${count(accepted)} lines in ${durationSeconds.toFixed(2)} s from a cold start: ${count(logsPerSecond)} a second; warm, ${count(warmLinesPerSecond())} a second
  ${megabytes(bytes)} as they came in, ${megabytes(storedBytes)} in ${directory}/ with every index: ${compressionRatio.toFixed(1)} times smaller`);
}

const WARM_ROUNDS = 8;

/** Lines a second when the code is compiled: the best of some rounds into memory. */
function warmLinesPerSecond(): number {
  const bytes = readFileSync(SAMPLE);
  let best = 0;
  for (let round = 0; round < WARM_ROUNDS; round++) {
    const engine = new LogAnalyticsEngine();
    const { result, ms } = timed(() => engine.ingestBytes(bytes));
    engine.close();
    best = Math.max(best, (result.accepted / ms) * 1000);
  }
  return best;
}

/** Lines by the system that they come from, in columns. */
function printSystems(): void {
  const systems = new Map<string, number>();
  for (const [, name] of readFileSync(SAMPLE, 'utf8').matchAll(/"corpus":"(\w+)"\}$/gm)) {
    systems.set(name!, (systems.get(name!) ?? 0) + 1);
  }
  const cells = [...systems]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, lines]) => `${name.padEnd(20)} ${count(lines).padStart(5)}`);
  console.log(heading(`What went in ${aside(`(${cells.length} systems)`)}`));
  const height = Math.ceil(cells.length / 3);
  for (let row = 0; row < height; row++) {
    console.log(`  ${[0, 1, 2].map((column) => cells[column * height + row] ?? '').join('     ')}`.trimEnd());
  }
}
