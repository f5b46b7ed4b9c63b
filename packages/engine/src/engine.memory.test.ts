import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What each name may keep of the heap once its rows are in a segment, in bytes: what the segment knows of the field. */
const NAME_BYTES_MAX = 1_200;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Lines of 900 fields each, whose names are all different. */
function linesOf(names: number): Buffer {
  const lines: string[] = [];
  for (let name = 0; name < names; name += 900) {
    lines.push(`{${Array.from({ length: 900 }, (_, i) => `"field_${name + i}":${i}`).join(',')}}\n`);
  }
  return Buffer.from(lines.join(''));
}

test('lines whose fields are all their own leave little behind', () => {
  const directory = mkdtempSync(join(tmpdir(), 'log-analytics-memory-'));
  try {
    const engine = new LogAnalyticsEngine({ directory });
    engine.ingestBytes(linesOf(900));
    engine.flush();
    const before = heapBytes();
    const names = 36_000;
    engine.ingestBytes(linesOf(names));
    engine.flush();
    expect((heapBytes() - before) / names).toBeLessThan(NAME_BYTES_MAX);
    expect(engine.query('field_35999:* | stats count() rows')[0]!.rows).toBeTruthy();
    engine.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
