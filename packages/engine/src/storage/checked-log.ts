import { crc32 } from 'node:zlib';
import { UnsupportedVersionError } from '../errors/engine-error.ts';
import type { CheckedFileKind } from './checked-file.ts';
import { replaceFile } from './replace-file.ts';
import type { Vfs, VfsFile } from './vfs.ts';

/*
 * A list of small texts that grows at its end:
 *
 *     <name> <version> <id> <CRC-32: 8 hex digits> LF
 *     (<CRC-32> SP <text in UTF-8, without a line feed> LF)*
 *
 * The checksum of the first line is that of `<name> <version> <id>`; that of a text begins with it, so that a line of another log
 * is not valid here. Lines count up to the first that is not valid: it was being written when the power went.
 */
const HEADER = /^(([a-z-]+) (\d{1,9}) (\d{1,16})) ([0-9a-f]{8})$/;
const LINE_FEED = 0x0a;

/** Appends texts to such a file. After an error the log is to be given up for one with another id. */
export class CheckedLog {
  readonly #file: VfsFile;
  readonly #seed: number;
  readonly #synced: boolean;
  #byteLength: number;

  private constructor(file: VfsFile, seed: number, synced: boolean) {
    this.#file = file;
    this.#seed = seed;
    this.#synced = synced;
    this.#byteLength = file.size();
  }

  /**
   * Begins a log, in place of one that may be there.
   * @param id a whole number from 0
   * @param synced whether what is appended is on disk when `append` returns
   * @throws StorageError
   */
  static create(vfs: Vfs, path: string, kind: CheckedFileKind, id: number, synced: boolean): CheckedLog {
    const title = `${kind.name} ${kind.version} ${id}`;
    const seed = crc32(title);
    replaceFile(vfs, path, [Buffer.from(`${title} ${hex(seed)}\n`)], synced);
    return new CheckedLog(vfs.openAppend(path), seed, synced);
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Adds a text without a line feed. @throws StorageError */
  append(text: string): void {
    const line = Buffer.from(`${hex(crc32(text, this.#seed))} ${text}\n`);
    this.#file.append(line);
    this.#byteLength += line.length;
    if (this.#synced) this.#file.sync();
  }

  /** Closes the file, without a sync. A second call does nothing. */
  close(): void {
    this.#file.close();
  }
}

/** What such a file holds. */
export interface CheckedLogReading {
  /** In their order, up to the first line that is not valid. */
  readonly texts: readonly string[];
  /** There is more than a line that was being written: the beginning of the file is damaged, or a valid line follows one that is not. */
  readonly isDamaged: boolean;
}

const NOTHING: CheckedLogReading = { texts: [], isDamaged: false };

/**
 * The texts of the log with this id; none where there is no such log.
 * @throws UnsupportedVersionError when a newer release wrote it
 * @throws StorageError
 */
export function readCheckedLog(vfs: Vfs, path: string, kind: CheckedFileKind, id: number): CheckedLogReading {
  if (!vfs.exists(path)) return NOTHING;
  const [first = '', ...lines] = linesOf(vfs.readWhole(path));
  const header = HEADER.exec(first);
  if (header === null || header[2] !== kind.name || hex(crc32(header[1]!)) !== header[5]) {
    return { texts: [], isDamaged: true };
  }
  if (Number(header[4]) !== id) return NOTHING;
  const version = Number(header[3]);
  if (version > kind.version) throw new UnsupportedVersionError(path, version, kind.version);
  const seed = crc32(header[1]!);
  const isValid = (line: string): boolean => line === `${hex(crc32(line.slice(9), seed))} ${line.slice(9)}`;
  const end = lines.findIndex((line) => !isValid(line));
  if (end < 0) return { texts: lines.map((line) => line.slice(9)), isDamaged: false };
  return { texts: lines.slice(0, end).map((line) => line.slice(9)), isDamaged: lines.slice(end).some(isValid) };
}

/** The lines that are ended. */
function* linesOf(bytes: Uint8Array): Generator<string> {
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
    yield Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
    start = end + 1;
  }
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
