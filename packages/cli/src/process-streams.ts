import type { OutputStream } from './terminal.ts';

/** The standard streams: those of the process, or stand-ins. */
export interface ProcessStreams {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}
