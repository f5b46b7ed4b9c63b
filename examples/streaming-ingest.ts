import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { count, heading } from './page.ts';
import { temporaryDirectory } from './temporary-directory.ts';

// Logs that never end, in memory that does not grow with them: entry by entry, in batches, or as a stream of bytes.

const directory = temporaryDirectory();

// With `interval` an entry is on disk within a second, and a call costs microseconds; `fsync`, the default, waits for the disk
// at each call, so that what was acknowledged survives a power cut.
const engine = new LogAnalyticsEngine({ directory, durability: 'interval' });

/** Stands for a message queue: something that gives an event now and then. */
async function* events(
  total: number,
): AsyncGenerator<{ timestamp: number; level: string; source: string; message: string }> {
  for (let i = 0; i < total; i++) {
    if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    const level = i % 50 === 0 ? 'ERROR' : 'INFO';
    yield { timestamp: Date.UTC(2026, 2, 2) + i * 10, level, source: `worker-${i % 4}`, message: `job ${i} done` };
  }
}

// 1. One by one. Queries see an entry as soon as the call returns.
for await (const event of events(2_000)) engine.ingestLog(event);
console.log(heading('Entry by entry'));
console.log(`  ${count(engine.countLogs())} entries, ${count(engine.countLogs({ level: 'error' }))} errors`);

// 2. In batches: one acknowledgement for all of them. What waits for the disk then waits once a batch, not once an entry.
let batch: object[] = [];
let batches = 0;
for await (const event of events(5_000)) {
  batch.push(event);
  if (batch.length < 500) continue;
  engine.ingestLogs(batch as Parameters<typeof engine.ingestLogs>[0]);
  batches++;
  batch = [];
}
console.log(heading('In batches'));
console.log(`  ${batches} batches, ${count(engine.countLogs())} entries`);

// 3. A stream of bytes: a pipe, a socket, `process.stdin`. Lines may be cut anywhere, and it may be compressed.
const lines = Readable.from(
  (async function* () {
    for await (const event of events(10_000)) yield `${JSON.stringify(event)}\n`;
  })(),
);
let pieces = 0;
const report = await engine.ingestLogsFromFile(lines.pipe(createGzip()), { onProgress: () => pieces++ });
console.log(heading('As a stream of bytes'));
console.log(
  `  ${count(report.accepted)} entries accepted, ${report.rejected} rejected, progress told ${pieces} time${pieces === 1 ? '' : 's'}`,
);

// An open engine keeps no process alive; closing it puts everything on disk.
engine.close();
using reopened = new LogAnalyticsEngine({ directory, readOnly: true });
console.log(heading('After closing and opening'));
console.log(
  `  ${count(reopened.countLogs())} entries, of worker-2 ${count(reopened.countLogs({ source: 'worker-2' }))}`,
);
