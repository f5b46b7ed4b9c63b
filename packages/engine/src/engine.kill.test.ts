import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';

/** Kills in a usual run; `ENGINE_KILLS=200 npx vitest run engine.kill` is the long one. */
const KILLS = Number(process.env.ENGINE_KILLS ?? 6);
const CHILD = join(import.meta.dirname, '..', '..', '..', 'bench', 'src', 'kill-victim.ts');

describe('a process killed at any moment', () => {
  it('loses no acknowledged row and stores none twice', { timeout: 60_000 + KILLS * 60_000 }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'log-analytics-kill-'));
    const ledger = join(directory, 'ledger');
    try {
      let first = 0;
      let earlierRows = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        writeFileSync(ledger, '');
        await runUntilKilled(
          [join(directory, 'logs'), ledger, String(first), String(kill * 7919 + 1)],
          20 + ((kill * 997) % 400),
        );
        const { sent, acked } = readLedger(ledger);
        const engine = new LogAnalyticsEngine({ directory: join(directory, 'logs') });
        // Those of earlier rounds were looked at one by one then, and are counted now.
        const earlier = engine.query(`n:<${first} | stats count() rows`)[0]!.rows;
        const stored = engine.query(`n:>=${first} | fields n`).map(({ n }) => Number(n));
        const report = engine.verify();
        engine.close();
        expect(Number(earlier), 'rows of earlier rounds').toBe(earlierRows);
        const distinct = new Set(stored);
        expect(stored.length, 'a row is stored twice').toBe(distinct.size);
        expect(
          [...acked].filter((n) => !distinct.has(n)),
          'acknowledged rows that are lost',
        ).toEqual([]);
        expect(
          [...distinct].filter((n) => !sent.has(n)),
          'rows that nobody sent',
        ).toEqual([]);
        expect(report.damaged).toEqual([]);
        earlierRows += stored.length;
        first = sent.size === 0 ? first : [...sent].at(-1)! + 1;
      }
      expect(first).toBeGreaterThan(0);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

/** Starts the child and kills it `afterMs` after it has begun to store. */
function runUntilKilled(args: readonly string[], afterMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=source', CHILD, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.stdout.once('data', () => {
      setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.on('exit', (_code, signal) => {
      if (signal === 'SIGKILL') resolve();
      else reject(new Error(`the child ended by itself: ${errors}`));
    });
  });
}

function readLedger(path: string): { sent: Set<number>; acked: Set<number> } {
  const sent = new Set<number>();
  const acked = new Set<number>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [kind, from, to] = line.split(' ');
    for (let n = Number(from); n < Number(to); n++) (kind === 'sent' ? sent : acked).add(n);
  }
  return { sent, acked };
}
