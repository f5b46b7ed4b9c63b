import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { StorageError } from '../errors/engine-error.ts';
import { NodeVfs } from './node-vfs.ts';

test.skipIf(!existsSync('/proc/self'))(
  'a file system that has no room for folders is an error, not a search without end',
  () => {
    expect(() => new NodeVfs('/proc/log-analytics/data').mkdirp('')).toThrow(StorageError);
  },
);

const ROUNDS = 100;

/** Makes one of two neighbours in a folder that is not there, round after round, each begun at the same moment as its neighbour. */
const MAKER = `
  const { workerData: { url, root, name, rounds, gate } } = require('node:worker_threads');
  import(url).then(({ NodeVfs }) => {
    const vfs = new NodeVfs(root);
    const arrived = new Int32Array(gate);
    for (let round = 0; round < rounds; round++) {
      Atomics.add(arrived, 0, 1);
      while (Atomics.load(arrived, 0) < 2 * (round + 1));
      vfs.mkdirp('folder-' + round + '/' + name);
    }
  });
`;

test('threads may make neighbouring folders at the same moment', async () => {
  const root = mkdtempSync(join(tmpdir(), 'log-analytics-folders-'));
  const gate = new SharedArrayBuffer(4);
  const url = new URL('./node-vfs.ts', import.meta.url).href;
  const ends = ['a', 'b'].map(
    (name) =>
      new Promise<void>((resolve, reject) => {
        const worker = new Worker(MAKER, { eval: true, workerData: { url, root, name, rounds: ROUNDS, gate } });
        worker.once('error', (error) => {
          // The other one is not to wait for ever.
          Atomics.add(new Int32Array(gate), 0, 2 * ROUNDS);
          reject(error);
        });
        worker.once('exit', () => resolve());
      }),
  );
  await Promise.all(ends);
  expect(readdirSync(root, { recursive: true })).toHaveLength(3 * ROUNDS);
  rmSync(root, { recursive: true });
});
