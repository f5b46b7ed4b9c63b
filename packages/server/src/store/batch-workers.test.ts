import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openConcurrent } from './open-concurrent.ts';

const BATCHES = 30;

function batch(i: number): { readonly bytes: Uint8Array; readonly options: { readonly batchId: string } } {
  return { bytes: Buffer.from(`{"message":"row ${i}","n":${i}}\n`), options: { batchId: `batch-${i}` } };
}

it('batches are known to whatever number of ingest workers, which may change at every start', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'batch-workers-'));
  try {
    let sent = 0;
    for (const ingestWorkers of [2, 3, 1, 4]) {
      const store = await openConcurrent(directory, { ingestWorkers, queryWorkers: 1, freeBytesMin: 0 });
      const all = Array.from({ length: sent + BATCHES }, (_, i) => batch(i));
      await Promise.all(all.map(({ bytes, options }) => store.ingestBytes(bytes, options)));
      const other = store.ingestBytes(Buffer.from('{"message":"another"}\n'), { batchId: 'batch-0' });
      await expect(other).rejects.toMatchObject({ code: 'BATCH_CONFLICT' });
      sent += BATCHES;
      expect(await store.countLogs()).toBe(sent);
      await store.close();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});
