import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';

/** How often a reader opens in a usual run; `ENGINE_READERS=500 npx vitest run engine.readers` is the long one. */
const READERS = Number(process.env.ENGINE_READERS ?? 8);
const WRITER = join(import.meta.dirname, '..', '..', '..', 'bench', 'src', 'busy-writer.ts');
/** So many rows are kept by age. Rows go with their file, so a reader may see more of them, never less. */
const AGE_ROWS = 20_000;

describe('a reader beside a process that writes', () => {
  it('opens at any moment, sees all that was acknowledged before, and nothing that was never sent', {
    timeout: 60_000 + READERS * 20_000,
  }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'log-analytics-readers-'));
    const ledger = join(directory, 'ledger');
    writeFileSync(ledger, '');
    const writer = spawn(
      process.execPath,
      ['--conditions=source', WRITER, join(directory, 'logs'), ledger, String(AGE_ROWS)],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let errors = '';
    writer.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    try {
      await new Promise((resolve) => writer.stdout.once('data', resolve));
      for (let reader = 0; reader < READERS; reader++) {
        await new Promise((resolve) => setTimeout(resolve, (reader * 37) % 150));
        const before = readLedger(ledger);
        const engine = new LogAnalyticsEngine({ directory: join(directory, 'logs'), readOnly: true });
        // The writer goes on, and files go, between the opening and the first look at them.
        const opened = readLedger(ledger);
        if (reader % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 100));
        const stored = engine.queryJson().map((json) => Number(/"n":(\d+)/.exec(json)![1]));
        const { problems } = engine.getStats();
        engine.close();
        check(stored, before, opened);
        expect(problems).toEqual([]);
        expect(writer.exitCode, errors).toBe(null);
      }
      expect(readLedger(ledger).acked.count).toBeGreaterThan(0);
    } finally {
      writer.kill('SIGKILL');
      await new Promise((resolve) => (writer.exitCode === null ? writer.once('exit', resolve) : resolve(undefined)));
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

function check(stored: readonly number[], before: Ledger, opened: Ledger): void {
  const found = new Set(stored);
  expect(stored.length, 'a row is there twice').toBe(found.size);
  const oldest = opened.sent.count - AGE_ROWS;
  const missing: number[] = [];
  for (let n = Math.max(0, oldest); n < before.acked.count; n++) {
    if (!found.has(n) && !opened.deleting.has(n)) missing.push(n);
  }
  expect(missing, 'acknowledged rows that are not seen').toEqual([]);
  expect(
    stored.filter((n) => n >= opened.sent.count),
    'rows that nobody sent',
  ).toEqual([]);
  expect(
    stored.filter((n) => before.deleted.has(n)),
    'rows that were deleted',
  ).toEqual([]);
}

interface Ledger {
  /** Rows are sent and acknowledged in the order of their numbers: these from 0 on. */
  readonly sent: { count: number };
  readonly acked: { count: number };
  readonly deleting: Set<number>;
  readonly deleted: Set<number>;
}

function readLedger(path: string): Ledger {
  const ledger: Ledger = { sent: { count: 0 }, acked: { count: 0 }, deleting: new Set(), deleted: new Set() };
  const text = readFileSync(path, 'utf8');
  for (const line of text.slice(0, text.lastIndexOf('\n')).split('\n')) {
    const [kind, from, to] = line.split(' ');
    if (kind === 'sent' || kind === 'acked') ledger[kind].count = Number(to);
    else if (kind === 'deleting' || kind === 'deleted') {
      for (let n = Number(from); n < Number(to); n++) ledger[kind].add(n);
    }
  }
  return ledger;
}
