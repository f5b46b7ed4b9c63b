import { crc32 } from 'node:zlib';

/** The ingest worker that stores the batches of an id, from 0, and knows what was stored under it; of so many workers. */
export function batchHome(batchId: string, workers: number): number {
  return crc32(batchId) % workers;
}
