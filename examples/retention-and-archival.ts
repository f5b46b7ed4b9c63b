import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { count, heading } from './page.ts';
import { temporaryDirectory } from './temporary-directory.ts';

// How long entries are kept, and what becomes of them before they go.

const DAY_MS = 86_400_000;
const directory = temporaryDirectory();

// A clock that can be moved, in place of waiting for a month.
let nowMs = Date.UTC(2026, 2, 1);
const clock = (): number => nowMs;

// Rows older than this are hidden from queries at once; a file goes when its newest row is older. `maxBytes` would bound the size.
const options = { directory, clock, retention: { maxAgeSeconds: 30 * 86_400 } };
let engine = new LogAnalyticsEngine(options);
engine.ingestLogs(
  Array.from({ length: 6_000 }, (_, i) => ({
    timestamp: new Date(nowMs - (i % 60) * (DAY_MS / 2)),
    level: i % 10 === 0 ? 'ERROR' : 'DEBUG',
    source: 'shop',
    message: `request ${i} served`,
  })),
);
console.log(heading('Retention: 30 days'));
console.log(`  ${count(engine.countLogs())} entries of 30 days`);
nowMs += 10 * DAY_MS;
console.log(`  ten days later ${count(engine.countLogs())} of them are left`);

// Archival: what is older than 15 days is written to a file, and only when that is done, deleted.
const cutoff = new Date(nowMs - 15 * DAY_MS);
const old = engine.queryJson({ endTime: cutoff });
const archive = join(directory, 'before.ndjson.zst');
writeFileSync(archive, zstdCompressSync(old.map((line) => `${line}\n`).join('')));
const deleted = engine.delete({ endTime: cutoff });
console.log(heading('Archival'));
console.log(
  `  ${count(old.length)} entries in ${archive.slice(directory.length + 1)}, ${count(deleted)} deleted, ${count(engine.countLogs())} left`,
);

// By level, too: what is only for debugging need not stay as long as errors.
const debug = engine.delete({ level: 'DEBUG', endTime: new Date(nowMs - 12 * DAY_MS) });
console.log(`  ${count(debug)} entries for debugging deleted early`);

// Deleted rows are hidden at once; merging takes them off the disk.
engine.compact();
engine.close();

// Years later somebody wants to look at the archive: any engine takes it in as it is.
engine = new LogAnalyticsEngine();
const report = await engine.ingestLogsFromFile(archive);
console.log(heading('Years later'));
console.log(
  `  ${count(report.accepted)} entries back from the archive, ${count(engine.countLogs({ level: 'error' }))} of them errors`,
);
engine.close();
