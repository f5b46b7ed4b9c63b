import { crc32 } from 'node:zlib';
import type { Bitmap } from '../bytes/bitmap.ts';
import { MalformedBytesError } from '../bytes/byte-reader.ts';
import { zstdDecompress } from '../bytes/zstd.ts';
import { isHexColumn, readColumn, readTemplateRows } from '../columns/column-codec.ts';
import { ColumnSource } from '../columns/column-streams.ts';
import { HexColumn } from '../columns/hex-column.ts';
import { RowIndex } from '../columns/row-index.ts';
import { TemplateColumn } from '../columns/template-column.ts';
import type { TemplateRows } from '../columns/template-rows.ts';
import type { KnownTemplates } from '../columns/template-verdicts.ts';
import type { ValueColumn } from '../columns/value-column.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { CorruptionError } from '../errors/engine-error.ts';
import { TIME_TEXT_FIELD } from '../ingest/field-table.ts';
import { type BlockDirectory, readDirectory, type StoredColumn } from './block-directory.ts';
import { BLOCK_HEADER_BYTES, type BlockHeader, writeBlockHeader } from './block-format.ts';
import type { ColumnKey } from './block-parts.ts';
import { type BlockRows, readBlockRows } from './block-rows.ts';
import type { BlockShape } from './block-shape.ts';
import type { BlockSummary } from './block-summary.ts';
import { BlockView, rowsOfColumn } from './block-view.ts';
import { CachedValue, type ColumnCache, type Evictable } from './column-cache.ts';
import type { StreamPlace } from './frame-packer.ts';
import type { SegmentFile } from './segment-file.ts';
import type { IndexedColumns, SegmentIndex } from './segment-index.ts';

/** What a block needs of the cache. */
export type BlockCache = Pick<ColumnCache, 'touch' | 'remove'>;

/**
 * A block in a segment file. Only what is asked for is read: its directory, then the frames of single columns, each with
 * its checksum. What was decoded is kept as long as the cache allows.
 */
export class StoredBlock extends BlockView implements Evictable {
  readonly header: BlockHeader;
  readonly rowCount: number;
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
  readonly firstSequence: number;
  readonly isBulky: boolean = true;
  private readonly file: SegmentFile;
  /** Offset of the header in the file. */
  readonly offset: number;
  private readonly cache: BlockCache;
  private summary: BlockSummary | null;
  private directory: BlockDirectory | null = null;
  private rows: BlockRows | null = null;
  private readonly decoded = new Map<number, CachedValue<ValueColumn>>();
  /** Of template columns that are not decoded: their rows alone, which are little. */
  private readonly decodedRows = new Map<number, CachedValue<TemplateRows>>();
  // The frame read last: neighbouring small columns share one.
  private lastFrame = -1;
  private lastFrameBytes: Uint8Array = NO_BYTES;

  constructor(file: SegmentFile, offset: number, header: BlockHeader, cache: BlockCache, summary: BlockSummary | null) {
    super();
    this.file = file;
    this.offset = offset;
    this.header = header;
    this.cache = cache;
    this.summary = summary;
    this.rowCount = header.rowCount;
    this.minTimeMs = header.minTimeMs;
    this.maxTimeMs = header.maxTimeMs;
    this.firstSequence = header.firstSequence;
  }

  /** Of what of the block is in memory besides columns. */
  get memoryBytes(): number {
    return (this.rows === null ? 0 : this.rowCount * 44) + DIRECTORY_MEMORY_BYTES;
  }

  evict(): void {
    this.rows = null;
    this.directory = null;
    this.lastFrame = -1;
    this.lastFrameBytes = NO_BYTES;
    this.forgetRows();
  }

  /** Reads every byte against its checksum. @throws CorruptionError at the first that is damaged. */
  verifyFrames(): void {
    this.guard(() => this.checkHeader());
    const { frames } = this.readDirectory();
    this.guard(() => {
      for (let number = 0; number < frames.length; number++) {
        this.lastFrame = -1;
        this.frame(number);
      }
    });
  }

  /** Decodes every column. @throws CorruptionError when bytes with the right checksum still make no sense. */
  verifyColumns(): void {
    this.blockRows();
    this.keys().forEach((_key, place) => {
      this.columnAt(place);
    });
  }

  /** The name of the file that the block stands in, as errors give it. */
  get fileName(): string {
    return this.file.name;
  }

  /** What the segment knows of the block; null where it has no valid footer. */
  get knownSummary(): BlockSummary | null {
    return this.summary;
  }

  /** Takes the block up in the index of a segment without footer, unless that was done. Decodes every column. @throws CorruptionError */
  summarizeIn(index: SegmentIndex): void {
    this.summary ??= index.add(this.indexedColumns());
  }

  /** Takes up what its segment knows of it, now that it has a footer. */
  setSummary(summary: BlockSummary): void {
    this.summary = summary;
  }

  /** Every column, decoded. @throws CorruptionError */
  indexedColumns(): IndexedColumns {
    const keys = this.keys();
    return { rowCount: this.rowCount, keys, columns: keys.map((_key, place) => this.columnAt(place)) };
  }

  /** Directory and frames as they are stored, read anew and checked against their checksums. @throws CorruptionError */
  storedBody(): Uint8Array {
    const body = this.read(BLOCK_HEADER_BYTES, this.header.directoryBytes + this.header.frameBytes);
    this.guard(() => checkStoredBody(this.header, body));
    return body;
  }

  /** Takes all that this block holds out of the cache; for blocks that are read no more. */
  release(): void {
    this.cache.remove(this);
    for (const decoded of [this.decoded, this.decodedRows]) {
      for (const entry of decoded.values()) this.cache.remove(entry);
      decoded.clear();
    }
    this.evict();
  }

  countByDirectory(field: string, predicate: ValuePredicate): { sure: number; unsure: number } | undefined {
    return this.summary === null ? undefined : this.summary.count(field, predicate);
  }

  countAllByDirectory(
    field: string,
    predicates: readonly ValuePredicate[],
  ): { sure: number; unsure: number } | undefined {
    return this.summary?.countAll(field, predicates);
  }

  candidateRows(field: string, predicate: ValuePredicate): Uint32Array | undefined {
    return this.summary?.candidates(field, predicate);
  }

  narrowByTemplates(field: string, predicate: ValuePredicate, selection: Bitmap): boolean {
    const verdicts = this.summary?.settledTemplates(field, predicate) ?? null;
    const place = verdicts === null ? undefined : this.places().get(field);
    const rows = place === undefined ? null : this.templateRowsAt(place);
    if (verdicts === null || rows === null) return false;
    this.reads++;
    rows.narrow(verdicts, predicate.test(''), selection);
    return true;
  }

  mayMatch(field: string, predicate: ValuePredicate): boolean {
    if (this.summary === null) return true;
    const counts = this.summary.count(field, predicate);
    return counts === undefined || counts.sure + counts.unsure > 0;
  }

  indexedWords(field: string): readonly string[] | undefined {
    const summary = this.summary?.fields.get(field);
    return summary?.kind === 'templates' ? summary.field.templates.words().allWords() : undefined;
  }

  valueCounts(field: string): ReadonlyMap<string, number> | undefined {
    return this.summary?.valueCounts(field);
  }

  override get fieldNames(): readonly string[] {
    return this.summary?.fieldNames ?? super.fieldNames;
  }

  override column(field: string): ValueColumn | undefined {
    if (this.summary !== null && !this.summary.has(field) && field !== TIME_TEXT_FIELD) return undefined;
    const place = this.places().get(field);
    this.reads++;
    return place === undefined ? undefined : this.columnAt(place);
  }

  protected keys(): readonly ColumnKey[] {
    return this.readDirectory().keys;
  }

  protected shapes(): readonly BlockShape[] {
    return this.readDirectory().shapes;
  }

  protected blockRows(): BlockRows {
    const { rows } = this;
    if (rows !== null) return rows;
    const { shapes, rows: stored } = this.readDirectory();
    this.rows = this.guard(() => readBlockRows(this.source(stored), this.rowCount, shapes.length));
    this.cache.remove(this);
    this.cache.touch(this);
    return this.rows;
  }

  protected columnAt(place: number): ValueColumn {
    let entry = this.decoded.get(place);
    if (entry === undefined) {
      const column = this.guard(() =>
        readColumn(this.rowsAt(place), this.source(this.readDirectory().columns[place]!), (sibling) =>
          this.hexColumnAt(sibling),
        ),
      );
      const field = this.keys()[place]!;
      if (column instanceof TemplateColumn && field.occurrence === 0) {
        column.known = this.knownTemplates(field.name);
        column.templates.sharedPieces = (template) => this.summary?.templatePieces(field.name, template) ?? null;
      }
      entry = new CachedValue(column, () => this.decoded.delete(place));
      this.decoded.set(place, entry);
    }
    this.cache.touch(entry);
    return entry.value;
  }

  private knownTemplates(field: string): KnownTemplates {
    return {
      verdicts: (predicate) => this.summary?.templateVerdicts(field, predicate) ?? null,
      refine: (predicate, template, variables) => this.summary!.refineTemplate(field, predicate, template, variables),
    };
  }

  /** Which rows have which template in a template column; null for other columns. */
  private templateRowsAt(place: number): TemplateRows | null {
    const column = this.decoded.get(place);
    if (column !== undefined) {
      this.cache.touch(column);
      return column.value instanceof TemplateColumn ? column.value.templateRows : null;
    }
    let entry = this.decodedRows.get(place);
    if (entry === undefined) {
      const stored = this.readDirectory().columns[place]!;
      const rows = this.guard(() => readTemplateRows(this.rowsAt(place), this.source(stored)));
      if (rows === null) return null;
      entry = new CachedValue(rows, () => this.decodedRows.delete(place));
      this.decodedRows.set(place, entry);
    }
    this.cache.touch(entry);
    return entry.value;
  }

  /** Only columns that ask for no others are given, so that damage cannot make columns ask for each other for ever. */
  private hexColumnAt(place: number): HexColumn {
    const stored = this.readDirectory().columns[place];
    const column = stored !== undefined && isHexColumn(stored.meta) ? this.columnAt(place) : undefined;
    if (column instanceof HexColumn) return column;
    throw new MalformedBytesError('a column refers to one that is not hexadecimal');
  }

  private rowsAt(place: number): RowIndex {
    const { keys, shapes } = this.readDirectory();
    const { name, occurrence } = keys[place]!;
    if (name !== TIME_TEXT_FIELD || occurrence > 0)
      return rowsOfColumn(place, shapes, this.rowCount, () => this.blockRows().shapeCodes);
    return this.timeTextRows();
  }

  /** The rows whose time is kept as text: those that have a time in a form that no format code stands for. */
  private timeTextRows(): RowIndex {
    const { order, timeFormats, shapeCodes } = this.blockRows();
    const shapes = this.shapes();
    const rows: number[] = [];
    order.byTime.forEach((row, position) => {
      if (timeFormats[position] === 0 && shapes[shapeCodes[row]!]!.timeLeaf >= 0) rows.push(row);
    });
    return RowIndex.of(this.rowCount, Uint32Array.from(rows.sort((a, b) => a - b)));
  }

  private readDirectory(): BlockDirectory {
    if (this.directory === null) {
      const stored = this.read(BLOCK_HEADER_BYTES, this.header.directoryBytes);
      this.directory = this.guard(() => readStoredDirectory(this.header, stored));
      this.cache.touch(this);
    }
    return this.directory;
  }

  private source(column: StoredColumn): ColumnSource {
    // Large and small streams of a column alternate: each frame is decompressed once for all of them.
    const frames = new Map<number, Uint8Array>();
    return new ColumnSource(column.meta, (index) => {
      const place = column.streams[index];
      return place === undefined ? undefined : this.stream(place, frames);
    });
  }

  private stream(place: StreamPlace, frames: Map<number, Uint8Array>): Uint8Array {
    if (place.kind === 'constant') {
      // A damaged length must not ask for endless memory: no stream is longer than the block's limit on raw bytes.
      if (place.length > STREAM_BYTES_MAX) throw new MalformedBytesError('a stream is impossibly long');
      return new Uint8Array(place.length).fill(place.byte);
    }
    let bytes = frames.get(place.frame);
    if (bytes === undefined) {
      bytes = this.frame(place.frame);
      frames.set(place.frame, bytes);
    }
    return bytes.subarray(place.offset, place.offset + place.length);
  }

  private frame(number: number): Uint8Array {
    if (number === this.lastFrame) return this.lastFrameBytes;
    const { offset, storedLength, rawLength, isCompressed, checksum } = this.readDirectory().frames[number]!;
    const stored = this.read(BLOCK_HEADER_BYTES + this.header.directoryBytes + offset, storedLength);
    if (crc32(stored) !== checksum) throw new MalformedBytesError(`the checksum of frame ${number} does not match`);
    const bytes = isCompressed ? zstdDecompress(stored, rawLength) : stored;
    if (bytes.length !== rawLength)
      throw new MalformedBytesError(`frame ${number} has another length than the directory says`);
    this.lastFrame = number;
    this.lastFrameBytes = bytes;
    return bytes;
  }

  /** The header was read from the footer, or when the file was scanned. */
  private checkHeader(): void {
    const stored = this.read(0, BLOCK_HEADER_BYTES);
    if (Buffer.compare(stored, writeBlockHeader(this.header)) !== 0)
      throw new MalformedBytesError('the header of the block is not the one that the segment knows');
  }

  private read(at: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.file.read(bytes, this.offset + at);
    return bytes;
  }

  /** Turns what decoding says of bad bytes into an error that names the file and the block. */
  private guard<T>(decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof MalformedBytesError) && !isZstdError(error)) throw error;
      throw new CorruptionError(
        (error as Error).message,
        { file: this.file.name, offset: this.offset },
        { cause: error },
      );
    }
  }
}

function readStoredDirectory(header: BlockHeader, stored: Uint8Array): BlockDirectory {
  const { directoryRawBytes, directoryChecksum } = header;
  if (crc32(stored) !== directoryChecksum)
    throw new MalformedBytesError('the checksum of the directory does not match');
  const raw = zstdDecompress(stored, directoryRawBytes);
  if (raw.length !== directoryRawBytes)
    throw new MalformedBytesError('the directory has another length than its header says');
  const directory = readDirectory(raw);
  const last = directory.frames.at(-1);
  if ((last === undefined ? 0 : last.offset + last.storedLength) !== header.frameBytes)
    throw new MalformedBytesError('the frames do not fill the block');
  return directory;
}

/** Sums up every byte without taking the frames apart. @throws MalformedBytesError */
function checkStoredBody(header: BlockHeader, body: Uint8Array): void {
  const { directoryBytes } = header;
  const { frames } = readStoredDirectory(header, body.subarray(0, directoryBytes));
  frames.forEach(({ offset, storedLength, checksum }, number) => {
    const start = directoryBytes + offset;
    if (crc32(body.subarray(start, start + storedLength)) !== checksum)
      throw new MalformedBytesError(`the checksum of frame ${number} does not match`);
  });
}

const NO_BYTES = new Uint8Array(0);
/** A rough figure for the objects of a decoded directory. */
const DIRECTORY_MEMORY_BYTES = 200_000;
const STREAM_BYTES_MAX = 1 << 28;

/** Whether node:zlib refused the bytes. */
export function isZstdError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (
    code.startsWith('ZSTD_') ||
    code === 'ERR_BUFFER_TOO_LARGE' ||
    code === 'Z_BUF_ERROR' ||
    code === 'ERR_ZSTD_INVALID_PARAM'
  );
}
