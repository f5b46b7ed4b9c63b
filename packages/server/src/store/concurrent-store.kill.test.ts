import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openConcurrent } from './open-concurrent.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'killed-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

it('what a process had acknowledged when it was killed is there, once, for the engine and for threads', async () => {
  const program = fileURLToPath(new URL('./storing-child.test-support.ts', import.meta.url));
  const acknowledged: number[] = [];
  let unknownFrom = 0;
  for (const acknowledgements of [1, 100]) {
    const child = spawn(process.execPath, ['--conditions=source', program, directory, String(unknownFrom)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let count = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const n = Number(line);
      acknowledged.push(n);
      unknownFrom = Math.max(unknownFrom, n + 1000);
      if (++count === acknowledgements) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
  }
  const engine = new LogAnalyticsEngine({ directory });
  const found = engine.query('* | fields n').map(({ n }) => Number(n));
  engine.close();
  expect(new Set(found).size).toBe(found.length);
  const known = new Set(found);
  expect(acknowledged.filter((n) => !known.has(n))).toEqual([]);

  const store = await openConcurrent(directory);
  expect(await store.countLogs()).toBe(found.length);
  expect(await store.verify()).toMatchObject({ ok: true });
  await store.close();
});

it('a directory is open in one process at a time', async () => {
  const store = await openConcurrent(directory, { ingestWorkers: 1, queryWorkers: 1 });
  await expect(openConcurrent(directory)).rejects.toMatchObject({ code: 'LOCKED' });
  await store.close();
  const again = await openConcurrent(directory, { ingestWorkers: 1, queryWorkers: 1 });
  await again.close();
});
