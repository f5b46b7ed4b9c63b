import { createHash, type Hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { InvalidArgumentError } from 'log-analytics-engine';
import type { BatchOptions } from '../store/log-store.ts';

const BATCH_ID = /^[\x21-\x7e]{1,128}$/;

/** What a request brings under a name of the sender's. Its checksum is that of the body, which does not depend on when it comes. */
export class RequestBatch implements BatchOptions {
  readonly batchId: string;
  readonly #hash: Hash = createHash('sha256');

  constructor(batchId: string) {
    this.batchId = batchId;
  }

  /** Takes a piece of the body in, decompressed. */
  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** Of what was taken in so far. */
  get checksum(): string {
    return this.#hash.copy().digest('hex');
  }
}

/** The batch that a request is; undefined where the sender has given it no name. @throws InvalidArgumentError */
export function batchOf(headers: IncomingHttpHeaders): RequestBatch | undefined {
  const id = headers['x-batch-id'];
  if (id === undefined) return undefined;
  if (typeof id === 'string' && BATCH_ID.test(id)) return new RequestBatch(id);
  throw new InvalidArgumentError('X-Batch-Id must be 1 to 128 printable ASCII characters');
}
