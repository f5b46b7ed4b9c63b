import { isUtf8 } from 'node:buffer';
import { LogEntry, type LogEntryInit } from './entry/log-entry.ts';
import { type EntryTextOptions, entryText, hasTime, isStoredRow } from './entry-text.ts';
import { BatchConflictError, InvalidArgumentError } from './errors/engine-error.ts';
import type { LineCounts } from './ingest/row-batch-builder.ts';
import { IngestRate } from './ingest-rate.ts';
import { addCounts, addError, emptyReport, type IngestReport } from './ingest-report.ts';
import { countLineEnds, linePieces, linesOf } from './line-pieces.ts';
import { PreIngestHooks } from './pre-ingest-hooks.ts';
import { batchChecksum } from './storage/batch-checksum.ts';
import type { BatchChunk } from './storage/batch-group.ts';
import { entryOfLine } from './stored-entry.ts';

/**
 * What makes lines one batch, which is stored as a whole, and once however often it is sent within ten minutes, also over a start; it
 * is answered with the report of the first time. Other lines under its name are a BatchConflictError, more than 64 MiB a LimitExceededError.
 */
export interface BatchName {
  readonly batchId?: string | undefined;
  /** What tells the batch from another one of its name; made of its lines unless given. */
  readonly checksum?: string | undefined;
}

/** Takes rows; the store. */
export interface RowSink {
  appendLines(chunk: Uint8Array): LineCounts;
  /** As `Store.appendBatches`. */
  appendBatches(chunks: readonly BatchChunk[]): (LineCounts | BatchConflictError)[];
  /** As `Store.appendRow`. */
  appendRow(json: string, hasTime: boolean): number;
  /** As `Store.appendEntry`. */
  appendEntry(entry: unknown): number | undefined;
}

/** Entries are handed to the store in pieces of about so many characters. */
const PIECE_CHARS = 4 * 1024 * 1024;
/** Lines are, in pieces of so many bytes: positions within a piece need memory beside it. */
const PIECE_BYTES = 8 * 1024 * 1024;

/** The ways in: entries one by one, entries in lists, and JSON lines, all of them through the hooks. */
export class Ingestion {
  readonly hooks: PreIngestHooks;
  readonly rate: IngestRate = new IngestRate();
  /** Since the engine was opened; without the descriptions of errors. */
  readonly totals: IngestReport = emptyReport();
  readonly #sink: RowSink;
  readonly #options: EntryTextOptions;

  constructor(sink: RowSink, options: EntryTextOptions) {
    this.#sink = sink;
    this.#options = options;
    this.hooks = new PreIngestHooks(options.clock);
  }

  /**
   * Stores one entry, unless a hook drops it.
   * @throws InvalidArgumentError, LimitExceededError where the entry is none; nothing is stored then
   * @throws StorageError
   */
  addEntry(entry: LogEntry | LogEntryInit): void {
    const isHooked = this.hooks.count > 0;
    const storedAtMs = isHooked ? undefined : this.#sink.appendEntry(initOf(entry));
    if (storedAtMs !== undefined) {
      this.rate.add(1, storedAtMs);
      this.totals.accepted++;
      return;
    }
    const text = isHooked ? this.#hookedText(entry) : entryText(entry, this.#options);
    if (text === undefined) {
      this.totals.dropped++;
      return;
    }
    // A lone surrogate, perhaps: such lines are rewritten, which is counted.
    if (text.includes('\\ud')) this.#addLine(text);
    else this.rate.add(1, this.#sink.appendRow(text, !isHooked && hasTime(entry)));
    this.totals.accepted++;
  }

  #addLine(text: string): void {
    const counts = this.#sink.appendLines(Buffer.from(text));
    if (counts.accepted === 0) throw new InvalidArgumentError(counts.errors[0]?.reason ?? 'the entry was rejected');
    this.totals.malformed += counts.malformed;
    this.rate.add(1, this.#options.clock());
  }

  /** Stores entries; one that is none is rejected and does not stop the others. @throws StorageError */
  addEntries(entries: Iterable<LogEntry | LogEntryInit>): IngestReport {
    const report = emptyReport();
    let lines: string[] = [];
    let chars = 0;
    let index = 0;
    const flush = (): void => {
      // An entry that is not stored leaves an empty line, so that line numbers are those of the entries.
      if (chars > 0) this.#append(Buffer.from(lines.join('\n')), report, index - lines.length - 1);
      lines = [];
      chars = 0;
    };
    for (const entry of entries) {
      const line = this.#textOrProblem(entry, index, report);
      lines.push(line);
      chars += line.length;
      if (line !== '') report.bytes += Buffer.byteLength(line) + 1;
      index++;
      if (chars > PIECE_CHARS) flush();
    }
    flush();
    report.errors.sort((a, b) => a.line - b.line);
    return this.#finish(report);
  }

  /** Stores JSON lines; without hooks no object is made of a row. @throws StorageError */
  addLines(bytes: Uint8Array): IngestReport {
    const report = emptyReport();
    report.bytes = bytes.length;
    let lineOffset = 0;
    for (const piece of linePieces(bytes, PIECE_BYTES)) {
      const lines = this.hooks.count === 0 ? piece : this.#hookedLines(piece, report);
      this.#append(lines, report, lineOffset);
      if (piece.length < bytes.length) lineOffset += countLineEnds(piece);
    }
    return this.#finish(report);
  }

  /** As `addLines`, of lines that have an id. @throws BatchConflictError, LimitExceededError, StorageError */
  addBatch(bytes: Uint8Array, id: string, checksum: string = batchChecksum(bytes)): IngestReport {
    const report = emptyReport();
    report.bytes = bytes.length;
    if (bytes.length === 0) return report;
    const lines = this.hooks.count === 0 ? bytes : this.#hookedLines(bytes, report);
    const [outcome] = this.#sink.appendBatches([{ bytes: lines, id, checksum }]);
    if (outcome instanceof BatchConflictError) throw outcome;
    addCounts(report, outcome!, 0);
    return this.#finish(report);
  }

  /** Takes lines into the totals that came in another form. */
  countProblems(malformed: number, rejected: number): void {
    this.totals.malformed += malformed;
    this.totals.rejected += rejected;
  }

  #append(lines: Uint8Array, report: IngestReport, lineOffset: number): void {
    if (lines.length > 0) addCounts(report, this.#sink.appendLines(lines), lineOffset);
  }

  #finish(report: IngestReport): IngestReport {
    const { totals } = this;
    totals.accepted += report.accepted;
    totals.malformed += report.malformed;
    totals.rejected += report.rejected;
    totals.dropped += report.dropped;
    totals.bytes += report.bytes;
    if (report.accepted > 0) this.rate.add(report.accepted, this.#options.clock());
    return report;
  }

  /** The text of an entry; empty for one that is dropped or rejected. */
  #textOrProblem(entry: LogEntry | LogEntryInit, index: number, report: IngestReport): string {
    try {
      const text = this.hooks.count === 0 ? entryText(entry, this.#options) : this.#hookedText(entry);
      if (text !== undefined) return text;
      report.dropped++;
    } catch (error) {
      // Whatever it is, a getter that throws say: it is this entry's.
      report.rejected++;
      addError(report, index, error instanceof Error ? error.message : String(error));
    }
    return '';
  }

  /** The text of what the hooks make of an entry; undefined where they drop it. The caller's entry is not changed. */
  #hookedText(given: LogEntry | LogEntryInit): string | undefined {
    const entry = isStoredRow(given) ? given : new LogEntry(given, this.#options.clock);
    const before = entryText(entry, this.#options);
    const after = this.hooks.run(entry);
    return after === null ? undefined : this.#changedText(after, before);
  }

  /** A hook that leaves what is no entry has failed, and the entry is stored as it came. */
  #changedText(entry: LogEntry, before: string): string {
    try {
      return entryText(entry, this.#options);
    } catch (error) {
      this.hooks.failureCount++;
      this.hooks.lastError = error;
      return before;
    }
  }

  /** As many lines as there were: an empty one in place of each that is dropped. */
  #hookedLines(bytes: Uint8Array, report: IngestReport): Uint8Array {
    const parts: Uint8Array[] = [];
    for (const line of linesOf(bytes)) {
      const result = line.length === 0 ? line : this.#hookedLine(line);
      if (result === undefined) report.dropped++;
      else parts.push(result);
      parts.push(LINE_END);
    }
    return Buffer.concat(parts);
  }

  /** A line that the hooks leave as it is stays so to the byte. */
  #hookedLine(line: Uint8Array): Uint8Array | undefined {
    const isText = line.length <= this.#options.lineBytesMax && isUtf8(line);
    const entry = isText ? entryOfLine(textOf(line), this.#options.clock) : undefined;
    if (entry === undefined) {
      this.hooks.skippedCount++;
      return line;
    }
    const before = JSON.stringify(entry);
    const after = this.hooks.run(entry);
    if (after === null) return undefined;
    const text = this.#changedText(after, before);
    return text === before ? line : Buffer.from(text);
  }
}

function initOf(entry: LogEntry | LogEntryInit): unknown {
  return entry instanceof LogEntry && entry.constructor === LogEntry ? entry.toInit() : entry;
}

const LINE_END: Uint8Array = Uint8Array.of(0x0a);

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}
