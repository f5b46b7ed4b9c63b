import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { FileFormat, FileIngestReport } from 'log-analytics-engine';
import { emptyReport, readJsonLines } from 'log-analytics-engine/internals';
import type { CommandSession } from '../command-session.ts';
import { makeProgressBar } from '../progress-bar.ts';
import type { LineSink } from './line-sink.ts';

/**
 * Sends the lines of a file to where they are stored, some megabytes at a time.
 * @param file its path; `-` is the standard input
 * @throws StorageError where it cannot be read; what the sink throws. What was sent before is stored
 */
export async function sendFile(
  { terminal, stdin }: CommandSession,
  sink: LineSink,
  file: string,
  format: FileFormat,
): Promise<FileIngestReport> {
  const startedMs = performance.now();
  const isInput = file === '-';
  const bar = makeProgressBar(terminal, isInput ? 'standard input' : basename(file));
  const read = emptyReport();
  const stored = emptyReport();
  const input = isInput ? stdin : file;
  const name = randomUUID();
  let piece = 0;
  try {
    for await (const { bytes } of readJsonLines(
      input,
      { format, onProgress: (progress) => bar.update(progress) },
      read,
    )) {
      const report = await sink.store(bytes, `${name}-${piece++}`);
      stored.accepted += report.accepted;
      stored.malformed += report.malformed;
      stored.rejected += report.rejected;
      stored.dropped += report.dropped;
      stored.errors.push(...report.errors);
    }
  } finally {
    bar.stop();
  }
  const durationSeconds = (performance.now() - startedMs) / 1000;
  return {
    accepted: stored.accepted,
    malformed: stored.malformed + read.malformed,
    rejected: stored.rejected + read.rejected,
    dropped: stored.dropped,
    bytes: read.bytes,
    errors: [...read.errors, ...stored.errors],
    durationSeconds,
    logsPerSecond: durationSeconds > 0 ? stored.accepted / durationSeconds : 0,
  };
}
