import { LogAnalyticsEngine } from 'log-analytics-engine';
import { openConcurrent } from 'log-analytics-server';
import { heading } from './page.ts';
import { extension } from './shop-extension.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { printTable } from './text-table.ts';

// Filters, stats functions, indexes and alert kinds of your own where several threads work on the data. Functions do not go from thread
// to thread, so that each of them imports the module: shop-extension.ts exports one object with all of it.

const directory = temporaryDirectory();
const store = await openConcurrent(directory, {
  extensions: [new URL('./shop-extension.ts', import.meta.url)],
  splitRowsMin: 0,
});
await store.addAlertRule({
  name: 'stuck',
  conditions: 'level:ERROR',
  kind: 'in-a-row',
  parameters: { field: 'path' },
  threshold: 3,
});

const PATHS = ['/', '/cart', '/cart/pay', '/item/7', '/item/9'];
const lines = Array.from({ length: 30_000 }, (_, i) => {
  const path = PATHS[i % PATHS.length];
  const ms = path === '/cart/pay' ? 150 + (i % 700) : 20 + (i % 250);
  const isStuck = i >= 20_000 && i < 20_020 && path === '/cart/pay';
  const level = isStuck ? 'ERROR' : 'INFO';
  const timestamp = new Date(Date.UTC(2026, 2, 2) + i * 1000).toISOString();
  return `${JSON.stringify({ timestamp, level, source: 'shop', message: `GET ${path} took ${ms} ms`, path, ms })}\n`;
});
await store.ingestBytes(Buffer.from(lines.join('')));

const show = async (query: string): Promise<void> => {
  console.log(heading(query));
  for await (const rows of store.queryBatches(query)) printTable(rows);
};
await show('* | stats by (path) apdex(ms) score, count() requests | sort by (score, path)');
await show('path:depth(2) ms:>840 | fields _time, path, ms | sort by (_time) | limit 3');

console.log(heading('What does not fit is refused in a sentence'));
for (const query of ['path:depth(deep)', '* | stats apdx(ms)']) {
  await show(query).catch((error: Error) => console.log(`  ${error.message}`));
}

console.log(heading('Alerts'));
for (const { triggeredAt, message } of await store.getAlerts()) console.log(`  ${triggeredAt}  ${message}`);
await store.close();

// An engine in this thread takes the object itself.
using engine = new LogAnalyticsEngine({ directory, extensions: [extension] });
console.log(heading('The same data in an engine of one thread'));
printTable(engine.query('* | stats apdex(ms) score'));
