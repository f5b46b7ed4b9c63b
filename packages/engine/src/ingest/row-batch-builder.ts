import { isUtf8 } from 'node:buffer';
import { levelFromNumber } from '../entry/level.ts';
import { parseTimestamp, parseTimestampText } from '../entry/timestamp.ts';
import { parseTimestampBytes } from '../entry/timestamp-bytes.ts';
import { EntryScanner } from './entry-scanner.ts';
import { TIME_TEXT_FIELD_ID } from './field-table.ts';
import { JsonLineScanner } from './json-line-scanner.ts';
import { MalformedLineError, NormalizedLine, normalizeLine } from './normalize-line.ts';
import { FieldValues, type RowBatch } from './row-batch.ts';
import { LEAF, type Shape } from './shape.ts';
import { type ShapeNode, ShapeTrie } from './shape-trie.ts';
import { unescapeInPlace } from './unescape.ts';

// Longer than 400 lines because: what every line goes through stands together, and shares the state of one batch.

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Hostile input can make every line a new shape; beyond this the trie costs more than it saves and starts anew. */
const SHAPE_NODES_MAX = 200_000;
/** Each field takes half a kilobyte: of lines whose fields are all their own the next batch has others. */
const FIELDS_KEPT_MAX = 16_384;
/** Problems described one by one in a report; all are counted. */
const ERRORS_DESCRIBED_MAX = 100;
const NOT_UTF8 = 'bytes that are not UTF-8 were replaced by U+FFFD';
const UNKNOWN_TIME = 'the time is in no known form; the time of arrival was taken';
/** Chunks are checked, copied and scanned in parts of some such size, so that the second look finds the bytes in the cache. */
const SLICE_BYTES = 128 * 1024;
/** Zero bytes after the lines, so that looking a few bytes ahead needs no check. */
const PADDING = 16;
/** A UTF-16 unit takes so many bytes at most in UTF-8, and so many as an escape of JSON. */
const UTF8_BYTES_PER_UNIT = 3;
const JSON_BYTES_PER_UNIT = 6;

export interface LineError {
  /** The number of the line in its chunk, from 1. */
  readonly line: number;
  readonly reason: string;
}

/** What became of the lines of a chunk. */
export interface LineCounts {
  /** Rows of the batch, malformed ones that were kept included. */
  accepted: number;
  /** Lines that could not be stored as they were: kept as text or with a note in `parse_error`, or rejected. */
  malformed: number;
  rejected: number;
  readonly errors: LineError[];
}

export interface LineOptions {
  /** What becomes of a line that cannot be parsed: kept as the message with the reason in `parse_error`, or rejected. */
  readonly malformed: 'keep' | 'reject';
  readonly lineBytesMax: number;
  /** The time of entries that have none, ms since the Unix epoch. */
  readonly nowMs: number;
}

/** Takes chunks of JSON lines apart into a `RowBatch`. One builder serves many batches and remembers the shapes it saw. */
export class RowBatchBuilder {
  private readonly shapeNodesMax: number;
  private trie = new ShapeTrie();
  private scanner = new JsonLineScanner(this.trie, new Uint8Array(0));
  private entries = new EntryScanner(this.trie);
  private bytes: Uint8Array = new Uint8Array(0);
  /** The same memory, for writing texts. */
  private buffer: Buffer = bufferOf(this.bytes);
  private view = new DataView(this.bytes.buffer);
  private used = 0;
  private columns: (FieldValues | undefined)[] = [];
  /** Grown arrays of earlier batches, by field: most batches have the same fields with as many values. */
  private readonly spare: (FieldValues | undefined)[] = [];
  private fieldIds: number[] = [];
  private rowCount = 0;
  private shapeIds: Int32Array = new Int32Array(0);
  private timeMs: Float64Array = new Float64Array(0);
  private timeSubMs: Int32Array = new Int32Array(0);
  private timeFormats: Int32Array = new Int32Array(0);
  private readonly instant = new Float64Array(2);
  private problem: string | undefined;
  /** Whether a row whose time cannot be read is added with its time of arrival. */
  private takesAnyTime = false;
  /** The time of the row being added has a form that no format code stands for. */
  private keepsTimeText = false;

  constructor(shapeNodesMax: number = SHAPE_NODES_MAX) {
    this.shapeNodesMax = shapeNodesMax;
  }

  /** Starts a batch that can hold `byteLength` bytes of lines (more is possible, at the price of a copy). */
  begin(byteLength: number): void {
    if (this.trie.nodeCount > this.shapeNodesMax) {
      this.trie = new ShapeTrie();
      this.entries = new EntryScanner(this.trie);
      this.columns = [];
      this.fieldIds = [];
      this.spare.length = 0;
    }
    // Batches of one size follow each other: fresh memory would cost a page fault every 4 KiB.
    const needed = byteLength + Math.ceil(byteLength / SLICE_BYTES) + PADDING;
    if (this.bytes.length < needed || this.bytes.length > needed * 4) {
      this.useMemory(new Uint8Array(needed));
    }
    this.scanner = new JsonLineScanner(this.trie, this.bytes);
    this.used = 0;
    for (const field of this.fieldIds) {
      this.spare[field] = this.columns[field];
      this.columns[field] = undefined;
    }
    this.fieldIds = [];
    this.rowCount = 0;
    const rows = Math.max(16, byteLength >>> 7);
    if (this.shapeIds.length >= rows && this.shapeIds.length <= rows * 8) return;
    this.shapeIds = new Int32Array(rows);
    this.timeMs = new Float64Array(rows);
    this.timeSubMs = new Int32Array(rows);
    this.timeFormats = new Int32Array(rows);
  }

  /** The rows are not needed any more. Nothing is kept for the next batch where there were too many fields. */
  end(): void {
    if (this.fieldIds.length <= FIELDS_KEPT_MAX) return;
    this.trie = new ShapeTrie();
    this.entries = new EntryScanner(this.trie);
    this.scanner = new JsonLineScanner(this.trie, this.bytes);
    this.columns = [];
    this.fieldIds = [];
    this.spare.length = 0;
    this.rowCount = 0;
  }

  /** Adds the lines of a chunk. Empty lines and a byte order mark before the first are skipped; the last one needs no line end. */
  add(chunk: Uint8Array, options: LineOptions): LineCounts {
    const counts: LineCounts = { accepted: 0, malformed: 0, rejected: 0, errors: [] };
    let line = 0;
    for (let start = startsWithByteOrderMark(chunk) ? 3 : 0; start < chunk.length; ) {
      const end = endOfSlice(chunk, start);
      line = this.addLines(chunk.subarray(start, end), line, options, counts);
      start = end;
    }
    return counts;
  }

  /** Adds the lines of a part of a chunk; `line` lines of it came before. Returns how many came up to the end of the part. */
  private addLines(slice: Uint8Array, before: number, options: LineOptions, counts: LineCounts): number {
    const wellEncoded = isUtf8(slice);
    const base = this.append(slice);
    let line = before;
    for (let start = 0; start < slice.length; ) {
      line++;
      let end = wellEncoded ? this.addPlain(base, start, slice.length, line, options, counts) : -1;
      if (end < 0) {
        end = slice.indexOf(LINE_FEED, start);
        if (end < 0) end = slice.length;
        this.addOther(slice.subarray(start, endOfText(slice, start, end)), line, wellEncoded, options, counts);
      }
      start = end + 1;
    }
    return line;
  }

  /**
   * Adds a row in the form in which blocks give rows back (`BlockView.storedJson`), whatever it says.
   *
   * @param nowMs its time of arrival, ms since the Unix epoch
   */
  addStored(json: string, nowMs: number): void {
    // A time that could not be read then cannot be read now, and a note says so already.
    this.takesAnyTime = true;
    this.addTrusted(json, nowMs);
  }

  /** Looks through a ready object, see `EntryScanner.scan`; `addEntry` adds it where this is true. */
  scanEntry(entry: unknown): boolean {
    if (this.trie.heldCount > this.shapeNodesMax) this.trie.forgetNodes();
    return this.entries.scan(entry);
  }

  /**
   * Adds the object that was looked through last as the line that `JSON.stringify` makes of it.
   *
   * @returns the bytes of that line, without what escapes would add to it; 0, and nothing is added, where only the text can tell
   * whether it is an entry
   */
  addEntry({ lineBytesMax, nowMs }: Pick<LineOptions, 'lineBytesMax' | 'nowMs'>): number {
    const { end, units } = this.entries;
    // The shapes may be others by now.
    if (end === null || end.frameBytes + units * JSON_BYTES_PER_UNIT > lineBytesMax) return 0;
    this.makeRoom(units * UTF8_BYTES_PER_UNIT);
    const start = this.used;
    const written = this.entries.write(this.buffer, start, this.scanner);
    if (written < 0) return 0;
    this.used += written;
    this.takesAnyTime = false;
    if (this.addScanned(end, nowMs)) return end.frameBytes + written;
    this.used = start;
    return 0;
  }

  /** Whether a row has a time of its own, and not that of its arrival. */
  isTimed(row: number): boolean {
    return this.trie.shapes[this.shapeIds[row]!]!.timeLeaf >= 0;
  }

  /** The number of rows added since `begin`. */
  get rows(): number {
    return this.rowCount;
  }

  /** Bytes of the lines added since `begin`. */
  get byteLength(): number {
    return this.used;
  }

  /** Takes the rows from `rowCount` on out again: those added last. */
  truncate(rowCount: number): void {
    if (rowCount >= this.rowCount) return;
    for (const field of this.fieldIds) this.columns[field]!.truncate(rowCount);
    this.rowCount = rowCount;
  }

  /** The rows added since `begin`; valid until the next `begin`, also when more are added. */
  finish(): RowBatch {
    return {
      bytes: this.bytes,
      rowCount: this.rowCount,
      shapeIds: this.shapeIds,
      shapes: this.trie.shapes,
      fields: this.trie.fields,
      columns: this.columns,
      fieldIds: this.fieldIds,
      timeMs: this.timeMs,
      timeSubMs: this.timeSubMs,
      timeFormats: this.timeFormats,
    };
  }

  /**
   * Adds the line that begins at `start` of the slice at `base`, if the scanner takes it as it is: then returns where it ends,
   * else -1.
   */
  private addPlain(
    base: number,
    start: number,
    length: number,
    line: number,
    options: LineOptions,
    counts: LineCounts,
  ): number {
    if (this.trie.heldCount > this.shapeNodesMax) this.trie.forgetNodes();
    const { scanner } = this;
    const node = scanner.scan(base + start, base + length, false);
    if (node === null) return -1;
    const end = scanner.lineEnd - base;
    if (
      end - start > options.lineBytesMax &&
      this.isTooLong(start, endOfText(this.bytes, base + start, base + end) - base, line, options, counts)
    )
      return end;
    this.takesAnyTime = false;
    if (!this.addScanned(node, options.nowMs)) return -1;
    counts.accepted++;
    return end;
  }

  private isTooLong(start: number, end: number, line: number, options: LineOptions, counts: LineCounts): boolean {
    if (end - start <= options.lineBytesMax) return false;
    counts.rejected++;
    report(counts, line, `the line has ${end - start} bytes; the limit is ${options.lineBytesMax}`);
    return true;
  }

  /** Adds a line that the scanner does not take as it is; an empty one is skipped. */
  private addOther(
    text: Uint8Array,
    line: number,
    wellEncoded: boolean,
    options: LineOptions,
    counts: LineCounts,
  ): void {
    if (text.length === 0 || this.isTooLong(0, text.length, line, options, counts)) return;
    if (this.trie.heldCount > this.shapeNodesMax) this.trie.forgetNodes();
    this.problem = undefined;
    this.takesAnyTime = false;
    if (!this.addRewritten(text, wellEncoded, options)) {
      counts.rejected++;
      counts.malformed++;
      report(counts, line, this.problem!);
      return;
    }
    counts.accepted++;
    if (this.problem !== undefined) {
      counts.malformed++;
      report(counts, line, this.problem);
    }
  }

  /** Adds a line that the scanner does not take as it is. False when it is malformed and to be rejected. */
  private addRewritten(line: Uint8Array, wellEncoded: boolean, options: LineOptions): boolean {
    const text = Buffer.from(line.buffer, line.byteOffset, line.length).toString();
    const damage = wellEncoded || isUtf8(line) ? undefined : NOT_UTF8;
    let normalized: NormalizedLine;
    try {
      normalized = normalizeLine(text);
      this.problem = damage ?? normalized.problem;
    } catch (error) {
      if (!(error instanceof MalformedLineError)) throw error;
      this.problem = error.message;
      if (options.malformed === 'reject') return false;
      normalized = new NormalizedLine(new Map([['_msg', JSON.stringify(text)]]), undefined);
    }
    if (this.tryTrusted(normalized.json(this.problem), options.nowMs)) return true;
    // What is well-formed and within all limits is refused for its time alone.
    this.problem = this.problem === undefined ? UNKNOWN_TIME : `${this.problem}; ${UNKNOWN_TIME}`;
    this.takesAnyTime = true;
    this.addTrusted(normalized.json(this.problem), options.nowMs);
    return true;
  }

  private tryTrusted(json: string, nowMs: number): boolean {
    const bytes = Buffer.from(json);
    const base = this.append(bytes);
    const node = this.scanner.scan(base, base + bytes.length, true);
    return node !== null && this.scanner.lineEnd === base + bytes.length && this.addScanned(node, nowMs);
  }

  private addTrusted(json: string, nowMs: number): void {
    if (!this.tryTrusted(json, nowMs)) throw new Error(`a rewritten line was refused: ${json.slice(0, 200)}`);
  }

  /** Adds the line that was scanned last. False, and nothing is added, when its time cannot be read. */
  private addScanned(node: ShapeNode, nowMs: number): boolean {
    const { scanner } = this;
    const shape = node.shape ?? this.trie.shapeAt(node);
    const row = this.rowCount;
    if (row === this.shapeIds.length) this.growRows();
    if (!this.setTime(row, shape, nowMs)) return false;
    this.shapeIds[row] = shape.id;
    this.rowCount++;
    if (scanner.hasEscapes) this.resolveEscapes(shape);
    if (this.keepsTimeText) {
      const leaf = shape.timeLeaf;
      (this.columns[TIME_TEXT_FIELD_ID] ?? this.newColumn(TIME_TEXT_FIELD_ID)).push(
        row,
        this.view,
        scanner.starts[leaf]!,
        scanner.ends[leaf]!,
      );
    }
    const { fields } = shape;
    const { starts, ends } = scanner;
    const { columns, view } = this;
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]!;
      if (field >= 0) (columns[field] ?? this.newColumn(field)).push(row, view, starts[i]!, ends[i]!);
    }
    if (shape.levelLeaf >= 0) this.pushLevelName(shape.leaves[shape.levelLeaf]!.field, row);
    return true;
  }

  /** False when the entry has a time that cannot be read. */
  private setTime(row: number, shape: Shape, nowMs: number): boolean {
    const leaf = shape.timeLeaf;
    this.keepsTimeText = false;
    this.timeFormats[row] = 0;
    this.timeSubMs[row] = 0;
    this.timeMs[row] = nowMs;
    if (leaf < 0) return true;
    const start = this.scanner.starts[leaf]!;
    const end = this.scanner.ends[leaf]!;
    const format = parseTimestampBytes(this.bytes, start, end, this.instant);
    if (format !== 0) {
      this.timeMs[row] = this.instant[0]!;
      this.timeSubMs[row] = this.instant[1]!;
      this.timeFormats[row] = format;
      return true;
    }
    const text = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString();
    const isNumber = shape.leaves[leaf]!.type === LEAF.number;
    const instant =
      parseTimestampText(this.scanner.escaped[leaf] === 1 ? (JSON.parse(`"${text}"`) as string) : text) ??
      // Some writers of JSON give large numbers as 1.7e+09.
      (isNumber ? parseTimestamp(Number(text)) : undefined);
    if (instant === undefined && !this.takesAnyTime) return false;
    if (instant !== undefined) {
      this.timeMs[row] = instant.ms;
      this.timeSubMs[row] = instant.subMs;
    }
    this.keepsTimeText = true;
    return true;
  }

  private resolveEscapes(shape: Shape): void {
    const { scanner, bytes } = this;
    for (let i = 0; i < shape.leaves.length; i++) {
      if (scanner.escaped[i] === 1) scanner.ends[i] = unescapeInPlace(bytes, scanner.starts[i]!, scanner.ends[i]!);
    }
  }

  private pushLevelName(field: number, row: number): void {
    const name = Buffer.from(levelFromNumber(this.scanner.levelNumber)!);
    const start = this.append(name);
    (this.columns[field] ?? this.newColumn(field)).push(row, this.view, start, start + name.length);
  }

  private newColumn(field: number): FieldValues {
    const values = this.spare[field] ?? new FieldValues();
    values.begin();
    this.columns[field] = values;
    this.fieldIds.push(field);
    return values;
  }

  /** Copies bytes behind those there are; returns where they begin. */
  private append(added: Uint8Array): number {
    const start = this.used;
    this.makeRoom(added.length);
    this.bytes.set(added, start);
    // A line must not run into what follows it, nor into what stood here before.
    this.used = start + added.length + 1;
    this.bytes[this.used - 1] = 0;
    return start;
  }

  private makeRoom(length: number): void {
    const needed = this.used + length + PADDING;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.used));
    this.useMemory(grown);
    this.scanner.use(grown);
  }

  private useMemory(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
    this.buffer = bufferOf(bytes);
  }

  private growRows(): void {
    const size = this.shapeIds.length * 2;
    const shapeIds = new Int32Array(size);
    shapeIds.set(this.shapeIds);
    this.shapeIds = shapeIds;
    const timeMs = new Float64Array(size);
    timeMs.set(this.timeMs);
    this.timeMs = timeMs;
    const timeSubMs = new Int32Array(size);
    timeSubMs.set(this.timeSubMs);
    this.timeSubMs = timeSubMs;
    const timeFormats = new Int32Array(size);
    timeFormats.set(this.timeFormats);
    this.timeFormats = timeFormats;
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The end of the lines that begin at `start` and fill a slice: after a line feed, or that of the chunk. */
function endOfSlice(chunk: Uint8Array, start: number): number {
  if (chunk.length - start <= SLICE_BYTES) return chunk.length;
  let lineFeed = chunk.lastIndexOf(LINE_FEED, start + SLICE_BYTES);
  if (lineFeed < start) lineFeed = chunk.indexOf(LINE_FEED, start + SLICE_BYTES);
  return lineFeed < 0 ? chunk.length : lineFeed + 1;
}

/** Where the line `[start, end)` ends without carriage returns at its end. */
function endOfText(bytes: Uint8Array, start: number, end: number): number {
  let stop = end;
  while (stop > start && bytes[stop - 1] === CARRIAGE_RETURN) stop--;
  return stop;
}

function startsWithByteOrderMark(chunk: Uint8Array): boolean {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
}

function report(counts: LineCounts, line: number, reason: string): void {
  if (counts.errors.length < ERRORS_DESCRIBED_MAX) counts.errors.push({ line, reason });
}
