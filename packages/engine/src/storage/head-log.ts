import { StorageError } from '../errors/engine-error.ts';
import { type BatchIdFigures, BatchIds, type BatchLine } from './batch-ids.ts';
import { fileName } from './directory-layout.ts';
import { withLog, withoutLogs, withQuarantined } from './manifest.ts';
import type { ManifestKeeper } from './manifest-keeper.ts';
import { quarantineFile } from './quarantine.ts';
import type { Shard } from './shard.ts';
import { RECORD_KIND, type WriteAheadLogRecord } from './write-ahead-log-format.ts';
import { WriteAheadLogWriter } from './write-ahead-log-writer.ts';

/** Ids that are carried over to another log are written in records of about so many characters. */
const CARRIED_CHARS = 1024 * 1024;

/**
 * The write-ahead logs of the head: the one that is written to, and earlier ones whose rows may be in no segment yet. They hold the
 * ids of batches, too; those that still count are carried over when logs are dropped.
 */
export class HeadLog {
  readonly #shard: Shard;
  readonly #manifest: ManifestKeeper;
  #writer: WriteAheadLogWriter | undefined;
  /** Live logs that nothing is written to any more. */
  #earlier: string[];
  /** Those of them that hold more than could be read, with the reason. */
  readonly #damaged: Map<string, string>;
  readonly #batches: BatchIds;
  /** Bytes of the log that is written to which were carried over. */
  #carriedBytes = 0;
  #hasFailed = false;

  /**
   * @param earlier logs whose rows a start has read
   * @param damaged those of them that are to be put into quarantine instead of being dropped, with the reason
   * @param batches the ids that the logs hold
   */
  constructor(
    shard: Shard,
    manifest: ManifestKeeper,
    earlier: readonly string[] = [],
    damaged: ReadonlyMap<string, string> = new Map(),
    batches: BatchIds = new BatchIds(),
  ) {
    this.#shard = shard;
    this.#manifest = manifest;
    this.#earlier = [...earlier];
    this.#damaged = new Map(damaged);
    this.#batches = batches;
  }

  /** A log could not be written or synced: its rows must go into a segment before anything else is acknowledged. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Bytes of the log that is written to. */
  get byteLength(): number {
    return this.#writer?.length ?? 0;
  }

  /** Bytes of the ids that are carried over, about. */
  get idBytes(): number {
    return this.#batches.byteLength;
  }

  get isSynced(): boolean {
    return this.#writer === undefined || this.#writer.length === this.#writer.acknowledgedLength;
  }

  /** Whether the logs are to be dropped once their rows are in a segment, and synced there. */
  get isDue(): boolean {
    const ownBytes = this.byteLength - this.#carriedBytes;
    return this.#hasFailed || this.#earlier.length > 0 || ownBytes >= this.#shard.limits.logBytes;
  }

  /** @throws StorageError after which the record is not in the log, or not known to be */
  append(record: WriteAheadLogRecord): void {
    this.#writer ??= this.#begin();
    this.#giveUpOnFailure((writer) => writer.append(record));
  }

  /** Returns when every record is on disk. @throws StorageError */
  sync(): void {
    this.#giveUpOnFailure((writer) => writer.sync());
  }

  /** Hands what is gathered to the operating system. @throws StorageError */
  flush(): void {
    this.#giveUpOnFailure((writer) => writer.flush());
  }

  /**
   * Every row is in a segment, and synced there: no log is needed any more, but for one of the ids that still count.
   * @throws StorageError when that, or the manifest, is not written yet
   */
  drop(): void {
    for (const [file, reason] of this.#damaged) {
      this.#quarantine(file, reason);
      this.#damaged.delete(file);
      this.#earlier = this.#earlier.filter((each) => each !== file);
    }
    const files = [...this.#earlier];
    if (this.#writer !== undefined) files.push(fileName('log', this.#writer.fileId));
    if (files.length === 0) return;
    const successor = this.#carryOver();
    if (this.#writer !== undefined) this.#close(this.#writer);
    this.#writer = successor;
    this.#carriedBytes = successor?.length ?? 0;
    this.#earlier = [];
    this.#hasFailed = false;
    this.#manifest.require((manifest) => {
      const dropped = withoutLogs(manifest, files);
      return successor === undefined ? dropped : withLog(dropped, fileName('log', successor.fileId));
    });
  }

  /** Closes the file without dropping it: its rows are read at the next start. */
  close(): void {
    if (this.#writer !== undefined) this.#close(this.#writer);
    this.#writer = undefined;
  }

  get batchFigures(): BatchIdFigures {
    return this.#batches.figures;
  }

  /** The ids of batches that still count. */
  freshBatches(): Iterable<BatchLine> {
    return this.#batches.fresh(this.#shard.now());
  }

  /**
   * Takes over the ids that another shard knows; they are on disk when this returns.
   * @throws StorageError; the ids are known until the store is closed even so
   */
  adoptBatches(batches: readonly BatchLine[]): void {
    const nowMs = this.#shard.now();
    const news = batches.filter(({ line }) => this.#batches.adopt(line, nowMs));
    if (news.length === 0 || this.#shard.options.durability === 'memory') return;
    for (const record of idRecords(news, nowMs)) this.append(record);
    this.sync();
  }

  /** A log with the ids that still count, synced and not listed yet; none where there are no ids. @throws StorageError */
  #carryOver(): WriteAheadLogWriter | undefined {
    const nowMs = this.#shard.now();
    const records = idRecords(this.#batches.fresh(nowMs), nowMs);
    if (records.length === 0) return undefined;
    const fileId = this.#manifest.takeFileId();
    const file = fileName('log', fileId);
    const writer = this.#create(fileId, file);
    try {
      for (const record of records) writer.append(record);
      writer.sync();
      return writer;
    } catch (error) {
      this.#close(writer);
      this.#shard.removeIfPossible(file);
      throw error;
    }
  }

  #quarantine(file: string, reason: string): void {
    const { vfs, options } = this.#shard;
    const atMs = this.#shard.now();
    const note = quarantineFile(vfs, options.directory, file, { reason, atMs });
    this.#manifest.change((manifest) => withQuarantined(manifest, file, { file: note.file, reason, atMs }));
    this.#shard.report('quarantined', `it was moved to quarantine as ${note.file}: ${reason}`, file);
  }

  #begin(): WriteAheadLogWriter {
    const fileId = this.#manifest.takeFileId();
    const file = fileName('log', fileId);
    const writer = this.#create(fileId, file);
    this.#writer = writer;
    this.#carriedBytes = 0;
    this.#manifest.require((manifest) => withLog(manifest, file));
    return writer;
  }

  #create(fileId: number, file: string): WriteAheadLogWriter {
    try {
      return WriteAheadLogWriter.create(this.#shard.vfs, this.#shard.path(file), fileId);
    } catch (error) {
      this.#shard.removeIfPossible(file);
      throw error;
    }
  }

  #giveUpOnFailure(action: (writer: WriteAheadLogWriter) => void): void {
    const writer = this.#writer;
    if (writer === undefined) return;
    try {
      action(writer);
    } catch (error) {
      if (writer.failure === undefined) throw error;
      this.#hasFailed = true;
      this.#earlier.push(fileName('log', writer.fileId));
      this.#writer = undefined;
      this.#close(writer);
      this.#shard.report('write-failed', writer.failure.message, fileName('log', writer.fileId));
      throw error;
    }
  }

  #close(writer: WriteAheadLogWriter): void {
    try {
      writer.close();
    } catch (error) {
      // The sync at the end: nothing depends on it here.
      if (!(error instanceof StorageError)) throw error;
    }
  }
}

/** The records that keep ids which have no rows there. */
function idRecords(batches: Iterable<BatchLine>, nowMs: number): WriteAheadLogRecord[] {
  const payloads: string[] = [];
  for (const { line } of batches) {
    if (payloads.length === 0 || payloads.at(-1)!.length >= CARRIED_CHARS) payloads.push('');
    payloads[payloads.length - 1] += `${line}\n`;
  }
  const kind = RECORD_KIND.batchIds;
  return payloads.map((payload) => ({ kind, firstSequence: 0, rowCount: 0, nowMs, payload: Buffer.from(payload) }));
}
