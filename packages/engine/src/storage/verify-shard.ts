import { CorruptionError } from '../errors/engine-error.ts';
import { ColumnValues } from '../indexes/column-values.ts';
import { TIME_TEXT_FIELD } from '../ingest/field-table.ts';
import { BLOCK_HEADER_BYTES, readBlockHeader, writeBlockHeader } from '../segments/block-format.ts';
import type { BlockSummary } from '../segments/block-summary.ts';
import { readSegmentHeader, SEGMENT_HEADER_BYTES } from '../segments/segment-format.ts';
import { openSegment } from '../segments/segment-reader.ts';
import { StoredBlock } from '../segments/stored-block.ts';
import { MANIFEST_FILES } from './directory-layout.ts';
import type { LiveSegment } from './live-segment.ts';
import type { Manifest } from './manifest.ts';
import { decodeManifest } from './manifest-encoding.ts';
import type { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';
import { failureCode } from './storage-failure.ts';
import { readTombstones } from './tombstones.ts';
import { readWriteAheadLog } from './write-ahead-log-reader.ts';

/** Bytes that are not what was written. */
export interface FoundDamage {
  /** The file, without a path. */
  readonly file: string;
  /** In bytes. */
  readonly offset: number;
  readonly reason: string;
}

export interface VerifyReport {
  /** Nothing is damaged. */
  readonly ok: boolean;
  readonly files: number;
  /** Blocks of segments, and their rows, that are as they were written. */
  readonly blocks: number;
  readonly rows: number;
  readonly damaged: readonly FoundDamage[];
}

/**
 * Reads every file of a shard and compares all checksums, decodes every column, and compares footers with the blocks.
 *
 * @throws StorageError if a file cannot be read for another reason than damage
 */
export function verifyShard(shard: Shard, manifest: Manifest, segments: SegmentSet): VerifyReport {
  const verification = new Verification(shard);
  for (const file of MANIFEST_FILES) verification.verifyManifest(file);
  for (const segment of segments) verification.verifySegment(segment);
  for (const { file, acknowledgedLength } of manifest.writeAheadLogs) verification.verifyLog(file, acknowledgedLength);
  return verification.report();
}

class Verification {
  readonly #shard: Shard;
  readonly #damaged: FoundDamage[] = [];
  #files = 0;
  #blocks = 0;
  #rows = 0;

  constructor(shard: Shard) {
    this.#shard = shard;
  }

  report(): VerifyReport {
    const damaged = this.#damaged;
    return { ok: damaged.length === 0, files: this.#files, blocks: this.#blocks, rows: this.#rows, damaged };
  }

  verifyManifest(file: string): void {
    const { vfs } = this.#shard;
    if (!vfs.exists(this.#shard.path(file))) return;
    this.#files++;
    this.#attempt(file, () => {
      const decoded = decodeManifest(vfs.readWhole(this.#shard.path(file)));
      if (decoded.kind === 'damaged') this.#add(file, 0, decoded.reason);
    });
  }

  verifyLog(file: string, acknowledgedLength: number | undefined): void {
    this.#files++;
    this.#attempt(file, () => {
      const options = acknowledgedLength === undefined ? {} : { acknowledgedLength };
      const { damage } = readWriteAheadLog(this.#shard.vfs, this.#shard.path(file), () => undefined, options);
      if (damage !== undefined) this.#add(file, damage.damagedAt, damage.reason);
    });
  }

  verifySegment(segment: LiveSegment): void {
    const { file } = segment;
    this.#files++;
    this.#attempt(file, () => this.#verifySegmentHeader(segment));
    if (segment.isSealed) this.#attempt(file, () => this.#verifyFooter(segment));
    let blocks: readonly StoredBlock[] = [];
    this.#attempt(file, () => {
      blocks = segment.blocks();
    });
    for (const block of blocks) this.#attempt(file, () => this.#verifyBlock(file, block));
    if (segment.tombstones !== undefined) this.#verifyTombstones(segment.tombstones.file);
  }

  #verifySegmentHeader({ file, fileId }: LiveSegment): void {
    const bytes = new Uint8Array(SEGMENT_HEADER_BYTES);
    this.#shard.segmentFile(file).read(bytes, 0);
    const reading = readSegmentHeader(bytes);
    if (reading.kind === 'damaged') this.#add(file, 0, reading.reason);
    else if (reading.kind === 'header' && reading.fileId !== fileId)
      this.#add(file, 0, 'the header is that of another file');
  }

  #verifyFooter({ file, bytes, bounds }: LiveSegment): void {
    const { blocks } = openSegment(this.#shard.segmentFile(file), bytes, this.#shard.cache, this.#shard.indexes);
    const rows = blocks.reduce((sum, { rowCount }) => sum + rowCount, 0);
    if (rows !== bounds.rows) this.#add(file, 0, `the manifest says ${bounds.rows} rows, the footer ${rows}`);
  }

  #verifyBlock(file: string, known: StoredBlock): void {
    const source = this.#shard.segmentFile(file);
    const bytes = new Uint8Array(BLOCK_HEADER_BYTES);
    source.read(bytes, known.offset);
    const reading = readBlockHeader(bytes);
    if (reading.kind !== 'header') {
      this.#add(file, known.offset, reading.kind === 'damaged' ? reading.reason : `unknown version ${reading.version}`);
      return;
    }
    if (Buffer.compare(bytes, writeBlockHeader(known.header)) !== 0) {
      this.#add(file, known.offset, 'the footer has another header of the block');
      return;
    }
    // What is in memory says nothing of the disk.
    const block = new StoredBlock(source, known.offset, reading.header, this.#shard.cache, null);
    try {
      block.storedBody();
      block.verifyColumns();
      this.#compareFields(file, block, known.knownSummary);
    } finally {
      block.release();
    }
    this.#blocks++;
    this.#rows += block.rowCount;
  }

  #compareFields(file: string, block: StoredBlock, summary: BlockSummary | null): void {
    if (summary === null) return;
    const { keys, columns } = block.indexedColumns();
    const present = new Map<string, number>();
    for (const [place, { name, occurrence }] of keys.entries()) {
      if (occurrence === 0 && name !== TIME_TEXT_FIELD) present.set(name, columns[place]!.rows.count);
    }
    const known = new Map([...summary.fields].map(([name, field]) => [name, field.present]));
    const isSame = known.size === present.size && [...present].every(([name, count]) => known.get(name) === count);
    if (!isSame) this.#add(file, block.offset, 'the footer knows other fields than the block has');
    for (const [place, { name, occurrence }] of keys.entries()) {
      const parts = occurrence === 0 ? (summary.fields.get(name)?.indexes ?? []) : [];
      const values = new ColumnValues(columns[place]!);
      const wrong = parts.find((part) => !part.isOf(values));
      if (wrong !== undefined)
        this.#add(file, block.offset, `the index '${wrong.kind}' of the field '${name}' is not that of its values`);
    }
  }

  #verifyTombstones(file: string): void {
    this.#files++;
    const { damage } = readTombstones(this.#shard, file);
    if (damage !== undefined) this.#add(file, 0, damage);
  }

  #attempt(file: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof CorruptionError) this.#add(file, error.offset, error.message);
      else if (failureCode(error) === 'EIO' || failureCode(error) === 'ENOENT')
        this.#add(file, 0, (error as Error).message);
      else throw error;
    }
  }

  /** One place may be met several ways, a header on its own and with the footer; the first tells it. */
  #add(file: string, offset: number, reason: string): void {
    if (!this.#damaged.some((known) => known.file === file && known.offset === offset))
      this.#damaged.push({ file, offset, reason });
  }
}
