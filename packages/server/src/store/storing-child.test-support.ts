/* A process that stores rows through threads until it is killed: `<directory> <first number>`. Prints each number when its row is acknowledged. */
import { openConcurrent } from './open-concurrent.ts';

const [, , directory, first] = process.argv;
const store = await openConcurrent(directory!, { ingestWorkers: 2, queryWorkers: 1 });
let next = Number(first);

async function write(): Promise<void> {
  for (;;) {
    const n = next++;
    await store.ingestBytes(Buffer.from(`{"message":"row ${n}","n":${n}}\n`));
    process.stdout.write(`${n}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, write));
