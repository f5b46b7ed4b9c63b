import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openConcurrent } from '../open-concurrent.ts';

const NICENESS = 15;

/** The niceness of the threads of this process, by their names. */
function nicenesses(): Map<string, number> {
  const found = new Map<string, number>();
  for (const thread of readdirSync('/proc/self/task')) {
    const [, name, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/self/task/${thread}/stat`, 'utf8'))!;
    found.set(name!, Number(rest!.split(' ')[16]));
  }
  return found;
}

const CAN_TELL = process.platform === 'linux' && getPriority() < NICENESS;

it.runIf(CAN_TELL)('ingest workers, and no others, let other threads go first', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'priority-'));
  try {
    const store = await openConcurrent(directory, { ingestWorkers: 2, queryWorkers: 1, freeBytesMin: 0 });
    await store.ingestBytes(Buffer.from('{"message":"m"}\n'));
    expect(await store.countLogs()).toBe(1);
    const found = nicenesses();
    expect([found.get('ingest-0'), found.get('ingest-1')]).toEqual([NICENESS, NICENESS]);
    expect(found.get('query-0')).toBe(getPriority());
    await store.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
