import { LINE_BYTES_MAX } from './errors/limits.ts';
import { checkedOptions, type FileIngestOptions, type FileIngestTarget, FileReader } from './file-ingest.ts';
import { emptyReport, type IngestReport } from './ingest-report.ts';
import { type FileInput, openFileSource } from './storage/file-source.ts';

/** Whole JSON lines of a file; `report` counts what could not be taken from it as it is. */
export interface JsonLinesPiece {
  readonly bytes: Uint8Array;
}

/**
 * The lines of a file or stream, compressed or not, as JSON lines, some megabytes at a time: what `ingestLogsFromFile` stores, for
 * one who stores it elsewhere. @param report takes bytes, and the lines that were changed or left out
 * @throws as `ingestLogsFromFile`
 */
export async function* readJsonLines(
  input: FileInput,
  options: FileIngestOptions,
  report: IngestReport,
): AsyncGenerator<JsonLinesPiece, void> {
  const { format, onProgress } = checkedOptions(input, options);
  const pieces: JsonLinesPiece[] = [];
  const target: FileIngestTarget = {
    vfs: undefined,
    lineBytesMax: LINE_BYTES_MAX,
    addLines(bytes) {
      pieces.push({ bytes });
      return emptyReport();
    },
    countProblems: () => undefined,
  };
  const source = openFileSource(input);
  const reader = new FileReader(source, format, target);
  for await (const chunk of source.chunks()) {
    reader.take(chunk);
    yield* pieces.splice(0);
    onProgress?.(reader.progress());
  }
  reader.end();
  yield* pieces.splice(0);
  Object.assign(report, reader.report);
}
