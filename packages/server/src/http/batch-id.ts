import type { IncomingHttpHeaders } from 'node:http';
import { InvalidArgumentError } from 'log-analytics-engine';

const BATCH_ID = /^[\x21-\x7e]{1,128}$/;

/** The sender's name for what a request brings; undefined where it has none. @throws InvalidArgumentError */
export function batchIdOf(headers: IncomingHttpHeaders): string | undefined {
  const id = headers['x-batch-id'];
  if (id === undefined) return undefined;
  if (typeof id === 'string' && BATCH_ID.test(id)) return id;
  throw new InvalidArgumentError('X-Batch-Id must be 1 to 128 printable ASCII characters');
}
