import { openSync, writeSync } from 'node:fs';
import { LogAnalyticsEngine } from 'log-analytics-engine';

// The victim of `engine.kill.test.ts`: stores numbered rows in ways of all sizes until it is killed, and keeps a ledger. What it is
// about to send is written before, what was acknowledged after; a kill takes nothing from files that were written.
const [directory, ledger, firstText, seedText] = process.argv.slice(2);
const engine = new LogAnalyticsEngine({ directory: directory! });
const ledgerFile = openSync(ledger!, 'a');
let next = Number(firstText);
let random = Number(seedText) >>> 0;

process.stdout.write('ready\n');
for (;;) {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  const count = random % 16 === 0 ? 9_000 : random % 4 === 0 ? 40 : 1;
  const rows = Array.from({ length: count }, (_, i) => ({
    timestamp: 1_772_460_000_000 + next + i,
    n: next + i,
    message: `row ${next + i}`,
  }));
  writeSync(ledgerFile, `sent ${next} ${next + count}\n`);
  if (count === 1) engine.ingestLog(rows[0]! as never);
  else engine.ingestBytes(Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')));
  writeSync(ledgerFile, `acked ${next} ${next + count}\n`);
  next += count;
  if (random % 64 === 1) engine.flush();
  if (random % 256 === 2) engine.compact();
}
