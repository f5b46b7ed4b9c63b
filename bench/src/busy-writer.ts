import { openSync, writeSync } from 'node:fs';
import { LogAnalyticsEngine } from 'log-analytics-engine';

// The writer of `engine.readers.test.ts`: until it is killed it appends numbered rows, deletes, merges and lets rows go that are past,
// so that files come and go all the time. Its ledger says what it is about to do, and what is done.
const [directory, ledger, ageText] = process.argv.slice(2);
const START_MS = 1_772_460_000_000;
const ageRows = Number(ageText);
const ledgerFile = openSync(ledger!, 'a');
let next = 0;
// A row a millisecond: by this clock a day is over within minutes.
const engine = new LogAnalyticsEngine({
  directory: directory!,
  retention: { maxAgeSeconds: ageRows / 1000 },
  clock: () => START_MS + next,
});
let random = 1;

function note(...words: readonly (string | number)[]): void {
  writeSync(ledgerFile, `${words.join(' ')}\n`);
}

process.stdout.write('ready\n');
for (;;) {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  const choice = random >>> 24;
  if (choice < 2) engine.compact();
  else if (choice < 8) engine.flush();
  else if (choice < 11 && next > 100) {
    const to = next - ((random >>> 8) % 90);
    note('deleting', to - 10, to);
    engine.delete({ metadata: { n: { gte: to - 10, lt: to } } });
    note('deleted', to - 10, to);
  } else {
    const count = choice < 20 ? 9_000 : choice < 100 ? 300 : 1;
    const rows = Array.from({ length: count }, (_, i) => ({
      timestamp: START_MS + next + i,
      n: next + i,
      message: `row ${next + i}`,
    }));
    note('sent', next, next + count);
    if (count === 1) engine.ingestLog(rows[0]!);
    else engine.ingestBytes(Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')));
    note('acked', next, next + count);
    next += count;
  }
}
