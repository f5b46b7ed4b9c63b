import { StorageError } from '../errors/engine-error.ts';
import { fileName } from './directory-layout.ts';
import { withLog, withoutLogs, withQuarantined } from './manifest.ts';
import type { ManifestKeeper } from './manifest-keeper.ts';
import { quarantineFile } from './quarantine.ts';
import type { Shard } from './shard.ts';
import type { WriteAheadLogRecord } from './write-ahead-log-format.ts';
import { WriteAheadLogWriter } from './write-ahead-log-writer.ts';

/** The write-ahead logs of the head: the one that is written to, and earlier ones whose rows may be in no segment yet. */
export class HeadLog {
  readonly #shard: Shard;
  readonly #manifest: ManifestKeeper;
  #writer: WriteAheadLogWriter | undefined;
  /** Live logs that nothing is written to any more. */
  #earlier: string[];
  /** Those of them that hold more than could be read, with the reason. */
  readonly #damaged: Map<string, string>;
  #hasFailed = false;

  /**
   * @param earlier logs whose rows a start has read
   * @param damaged those of them that are to be put into quarantine instead of being dropped, with the reason
   */
  constructor(
    shard: Shard,
    manifest: ManifestKeeper,
    earlier: readonly string[] = [],
    damaged: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#shard = shard;
    this.#manifest = manifest;
    this.#earlier = [...earlier];
    this.#damaged = new Map(damaged);
  }

  /** A log could not be written or synced: its rows must go into a segment before anything else is acknowledged. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Bytes of the log that is written to. */
  get byteLength(): number {
    return this.#writer?.length ?? 0;
  }

  get isSynced(): boolean {
    return this.#writer === undefined || this.#writer.length === this.#writer.acknowledgedLength;
  }

  /** Whether the logs are to be dropped once their rows are in a segment, and synced there. */
  get isDue(): boolean {
    return this.#hasFailed || this.#earlier.length > 0 || this.byteLength >= this.#shard.limits.logBytes;
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

  /** Every row is in a segment, and synced there: no log is needed any more. @throws StorageError when the manifest is not written yet */
  drop(): void {
    for (const [file, reason] of this.#damaged) {
      this.#quarantine(file, reason);
      this.#damaged.delete(file);
      this.#earlier = this.#earlier.filter((each) => each !== file);
    }
    const files = this.#earlier;
    if (this.#writer !== undefined) {
      files.push(fileName('log', this.#writer.fileId));
      this.#close(this.#writer);
      this.#writer = undefined;
    }
    this.#earlier = [];
    this.#hasFailed = false;
    if (files.length > 0) this.#manifest.require((manifest) => withoutLogs(manifest, files));
  }

  /** Closes the file without dropping it: its rows are read at the next start. */
  close(): void {
    if (this.#writer !== undefined) this.#close(this.#writer);
    this.#writer = undefined;
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
