import { addError, emptyReport, type IngestReport } from './ingest-report.ts';
import { LineCutter } from './line-cutter.ts';
import { linesOf } from './line-pieces.ts';
import { type FileInput, type FileSource, openFileSource } from './storage/file-source.ts';
import type { Vfs } from './storage/vfs.ts';
import { textLinesToJson } from './text-lines.ts';
import { unknownKey, wrong } from './wrong-argument.ts';

/** `'auto'` takes a file whose first line that is not empty begins with `{` for JSON lines, any other for text. */
export type FileFormat = 'jsonl' | 'text' | 'auto';

export interface FileIngestOptions {
  /** `'auto'` unless given. For `'text'` see `textLineEntry`. */
  readonly format?: FileFormat | undefined;
  /** Called after each part of the file, some megabytes, and at its end. What it throws stops the ingestion. */
  readonly onProgress?: ((progress: FileIngestProgress) => void) | undefined;
}

export interface FileIngestProgress {
  /** Bytes of the file as it lies on the disk. */
  readonly bytesRead: number;
  /** Undefined for what has no length, such as a pipe. */
  readonly bytesTotal: number | undefined;
  readonly accepted: number;
  readonly rejected: number;
}

/** `bytes` is what was read after decompression. */
export interface FileIngestReport extends IngestReport {
  durationSeconds: number;
  /** Rows accepted a second. */
  logsPerSecond: number;
}

/** What reading a file needs of the engine. */
export interface FileIngestTarget {
  readonly vfs: Vfs | undefined;
  readonly lineBytesMax: number;
  addLines(bytes: Uint8Array): IngestReport;
  /** Takes lines into the totals that `addLines` did not see as they were. */
  countProblems(malformed: number, rejected: number): void;
}

const FORMATS: readonly FileFormat[] = ['jsonl', 'text', 'auto'];
const OPTION_KEYS: readonly string[] = ['format', 'onProgress'];
/** What is read before it is handed on: enough for whole blocks. */
const PIECE_BYTES = 4 * 1024 * 1024;
const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];

/**
 * Ingests a file, compressed or not, in memory that does not grow with it.
 * @throws InvalidArgumentError for wrong options
 * @throws StorageError naming a file that cannot be read; rows before the place of damage are stored
 */
export async function ingestFile(
  input: FileInput,
  options: FileIngestOptions,
  target: FileIngestTarget,
): Promise<FileIngestReport> {
  const { format, onProgress } = checkedOptions(input, options);
  const startedMs = performance.now();
  const source = openFileSource(input, target.vfs);
  const reader = new FileReader(source, format, target);
  for await (const chunk of source.chunks()) {
    if (reader.take(chunk)) onProgress?.(reader.progress());
  }
  reader.end();
  onProgress?.(reader.progress());
  const durationSeconds = (performance.now() - startedMs) / 1000;
  const { report } = reader;
  return { ...report, durationSeconds, logsPerSecond: durationSeconds > 0 ? report.accepted / durationSeconds : 0 };
}

/** @throws InvalidArgumentError */
export function checkedOptions(
  input: FileInput,
  options: FileIngestOptions,
): { format: FileFormat; onProgress: FileIngestOptions['onProgress'] } {
  const isStream = typeof input === 'object' && input !== null && Symbol.asyncIterator in input;
  if (!isStream && (typeof input !== 'string' || input === '')) {
    throw wrong('the file', 'its path, or a stream of its bytes', input);
  }
  if (typeof options !== 'object' || options === null) throw wrong('the options', 'an object', options);
  for (const key of Object.keys(options)) if (!OPTION_KEYS.includes(key)) throw unknownKey('option', key, OPTION_KEYS);
  const { format = 'auto', onProgress } = options;
  if (!FORMATS.includes(format)) throw wrong('format', "'jsonl', 'text' or 'auto'", format);
  if (onProgress !== undefined && typeof onProgress !== 'function') throw wrong('onProgress', 'a function', onProgress);
  return { format, onProgress };
}

/** Cuts what is read into pieces of whole lines, makes JSON lines of text, and hands them on. */
export class FileReader {
  readonly report: IngestReport = emptyReport();
  readonly #source: FileSource;
  readonly #target: FileIngestTarget;
  readonly #cutter: LineCutter;
  #format: FileFormat;
  #isFirst = true;

  constructor(source: FileSource, format: FileFormat, target: FileIngestTarget) {
    this.#source = source;
    this.#format = format;
    this.#target = target;
    this.#cutter = new LineCutter(PIECE_BYTES, target.lineBytesMax);
  }

  progress(): FileIngestProgress {
    const { accepted, rejected } = this.report;
    return { bytesRead: this.#source.bytesRead, bytesTotal: this.#source.size, accepted, rejected };
  }

  /** Whether something was handed on. */
  take(chunk: Uint8Array): boolean {
    this.report.bytes += chunk.length;
    const start = this.#isFirst && BYTE_ORDER_MARK.every((byte, i) => chunk[i] === byte) ? BYTE_ORDER_MARK.length : 0;
    this.#isFirst = false;
    let handedOn = false;
    for (const piece of this.#cutter.push(chunk.subarray(start))) {
      this.#handOn(piece);
      handedOn = true;
    }
    return handedOn;
  }

  end(): void {
    for (const piece of this.#cutter.end()) this.#handOn(piece);
  }

  #handOn(piece: { bytes: Uint8Array; linesBefore: number; skippedBytes: number }): void {
    const { report } = this;
    const { bytes, linesBefore, skippedBytes } = piece;
    if (skippedBytes > 0) {
      report.rejected++;
      this.#target.countProblems(0, 1);
      const reason = `the line has ${skippedBytes} bytes; the limit is ${this.#target.lineBytesMax}`;
      addError(report, linesBefore + 1, reason);
      return;
    }
    if (this.#format === 'auto') this.#format = formatOf(bytes) ?? 'auto';
    const lines = this.#format === 'text' ? this.#textLines(bytes, linesBefore) : bytes;
    const added = this.#target.addLines(lines);
    report.accepted += added.accepted;
    report.malformed += added.malformed;
    report.rejected += added.rejected;
    report.dropped += added.dropped;
    for (const { line, reason } of added.errors) addError(report, line + linesBefore, reason);
  }

  #textLines(bytes: Uint8Array, linesBefore: number): Uint8Array {
    const { report } = this;
    const malformedBefore = report.malformed;
    const lines = textLinesToJson(bytes, report, linesBefore);
    this.#target.countProblems(report.malformed - malformedBefore, 0);
    return lines;
  }
}

/** Undefined where all lines are empty. */
function formatOf(bytes: Uint8Array): 'jsonl' | 'text' | undefined {
  for (const line of linesOf(bytes)) {
    const first = line.find((byte) => byte > 0x20);
    if (first !== undefined) return first === 0x7b ? 'jsonl' : 'text';
  }
  return undefined;
}
