/** Old entries are exported, then hidden at once and removed from the disk. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { withDirectory } from './with-directory.ts';

const DAY_MS = 86_400_000;

await withDirectory((directory) => {
  const now = Date.UTC(2026, 2, 31);
  const engine = new LogAnalyticsEngine({ directory: join(directory, 'logs'), clock: () => now });
  for (let day = 0; day < 30; day++) {
    for (let i = 0; i < 100; i++)
      engine.ingestLog({
        timestamp: new Date(now - day * DAY_MS - i * 1000),
        level: 'INFO',
        message: `request ${i} served`,
      });
  }
  console.log('stored:', engine.countLogs({}));

  // The archive: rows as they came in, one JSON line each.
  const old = { endTime: now - 7 * DAY_MS };
  const lines = engine.queryJson(old);
  writeFileSync(join(directory, 'archive.ndjson'), `${lines.join('\n')}\n`);
  console.log('archived:', lines.length);

  console.log('deleted:', engine.delete(old));
  engine.compact();
  console.log('left:', engine.countLogs({}));
  engine.close();

  // Or leave it to the engine: what is older than a day is not found any more.
  const short = new LogAnalyticsEngine({
    directory: join(directory, 'logs'),
    clock: () => now,
    retention: { maxAgeSeconds: 86_400 },
  });
  console.log('within a day:', short.countLogs({}));
  short.close();
});
