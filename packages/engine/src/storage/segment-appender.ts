import { StorageError } from '../errors/engine-error.ts';
import type { BlockParts } from '../segments/block-parts.ts';
import { type AddedBlock, SegmentWriter } from '../segments/segment-writer.ts';
import { StoredBlock } from '../segments/stored-block.ts';
import { fileName } from './directory-layout.ts';
import { LiveSegment, NO_BOUNDS } from './live-segment.ts';
import type { Shard } from './shard.ts';
import type { VfsFile } from './vfs.ts';

/**
 * Appends blocks to the open segment. A write or sync that fails ends it: `failure` is set, what the file holds beyond
 * `syncedLength` is unknown, and the caller records that length and begins another file.
 */
export class SegmentAppender {
  readonly segment: LiveSegment;
  /** When the file was begun and when it was last appended to, in milliseconds since 1970. */
  readonly begunMs: number;
  lastAppendMs: number;
  readonly #shard: Shard;
  readonly #file: VfsFile;
  readonly #writer: SegmentWriter;
  #writtenLength: number;
  #syncedLength: number;
  #failure: StorageError | undefined;

  private constructor(shard: Shard, file: VfsFile, writer: SegmentWriter) {
    this.#shard = shard;
    this.#file = file;
    this.#writer = writer;
    this.#writtenLength = writer.byteLength;
    this.#syncedLength = writer.byteLength;
    this.begunMs = shard.now();
    this.lastAppendMs = this.begunMs;
    const { fileId } = writer;
    const description = { fileId, file: fileName('segment', fileId), bytes: writer.byteLength, bounds: NO_BOUNDS };
    this.segment = new LiveSegment({ ...description, isSealed: false }, () => []);
  }

  /**
   * Creates the file with its header, synced. List it in the manifest, which syncs the folder, before anything in it is
   * acknowledged.
   *
   * @throws StorageError; the file is removed again if that is possible
   */
  static create(shard: Shard, fileId: number): SegmentAppender {
    const name = fileName('segment', fileId);
    const writer = new SegmentWriter(fileId, shard.indexes);
    const file = shard.vfs.create(shard.path(name));
    try {
      file.append(writer.header());
      if (shard.options.durability !== 'memory') file.sync();
    } catch (error) {
      file.close();
      shard.removeIfPossible(name);
      throw error;
    }
    return new SegmentAppender(shard, file, writer);
  }

  /** Length of the file. */
  get byteLength(): number {
    return this.#writtenLength;
  }

  /** Up to where the file is known to be on disk. */
  get syncedLength(): number {
    return this.#syncedLength;
  }

  get isSynced(): boolean {
    return this.#syncedLength === this.#writtenLength;
  }

  get failure(): StorageError | undefined {
    return this.#failure;
  }

  /** Appends the blocks of a batch with one write; they are for the caller to add to the segment. @throws StorageError */
  append(batch: readonly BlockParts[]): readonly StoredBlock[] {
    this.#check();
    return this.#write(this.#writer.addBatch(batch));
  }

  /** Appends a copy of a block of another segment. @throws CorruptionError if it is damaged there, and nothing is written; StorageError */
  appendCopy(block: StoredBlock): StoredBlock {
    this.#check();
    const body = block.storedBody();
    const known = block.knownSummary ?? block.indexedColumns();
    return this.#write([this.#writer.addCopy(block.header, body, known, (field) => block.column(field))])[0]!;
  }

  /** Returns when everything appended is on disk. @throws StorageError */
  sync(): void {
    this.#check();
    if (this.isSynced) return;
    this.#endOnFailure(() => this.#file.sync());
    this.#syncedLength = this.#writtenLength;
  }

  /** Writes the footer, syncs unless told not to, and closes the file. The manifest is the caller's. @throws StorageError */
  seal(): void {
    this.#check();
    const footer = this.#writer.seal();
    this.#endOnFailure(() => this.#appendFooter(footer));
    this.#sealed();
  }

  /** As `seal`, in steps of about `frameBytes` of the footer; to be gone through to the end. @throws StorageError */
  *sealing(frameBytes: number): Generator<void> {
    for (const piece of this.#writer.sealing(frameBytes)) {
      this.#check();
      if (piece.length > 0) this.#endOnFailure(() => this.#appendFooter([piece]));
      yield;
    }
    this.#sealed();
  }

  #appendFooter(pieces: readonly Uint8Array[]): void {
    this.#file.append(...pieces);
    if (this.#shard.options.durability !== 'memory') this.#file.sync();
    this.#writtenLength += pieces.reduce((sum, { length }) => sum + length, 0);
  }

  #sealed(): void {
    this.segment.bytes = this.#writtenLength;
    this.segment.isSealed = true;
    this.#file.close();
  }

  /** Closes the file as it is. */
  close(): void {
    this.#file.close();
  }

  #write(added: readonly AddedBlock[]): readonly StoredBlock[] {
    this.#endOnFailure(() => this.#file.append(...added.flatMap(({ written }) => written.pieces)));
    this.#writtenLength = this.#writer.byteLength;
    this.lastAppendMs = this.#shard.now();
    const source = this.#shard.segmentFile(this.segment.file);
    const { cache } = this.#shard;
    return added.map(({ place, summary }) => new StoredBlock(source, place.offset, place.header, cache, summary));
  }

  #check(): void {
    if (this.#failure === undefined) return;
    const { message, cause } = this.#failure;
    throw new StorageError(`${this.segment.file} was given up at byte ${this.#syncedLength}: ${message}`, { cause });
  }

  #endOnFailure(action: () => void): void {
    try {
      action();
    } catch (error) {
      // A Vfs throws nothing else; were it to, the file would be no less in doubt.
      this.#failure = error instanceof StorageError ? error : new StorageError(String(error), { cause: error });
      throw this.#failure;
    }
  }
}
