import type { IngestReport } from 'log-analytics-engine';

/** Where lines go that a command takes in: a directory, or a server. */
export interface LineSink {
  /**
   * Stores JSON lines; they are acknowledged when the promise resolves.
   * @param batchId names the lines, so that a server that has them already does not store them again
   * @throws StorageError, CommandFailedError, UsageError
   */
  store(ndjson: Uint8Array, batchId: string): Promise<IngestReport>;
}
