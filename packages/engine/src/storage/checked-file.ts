import { crc32 } from 'node:zlib';
import { CorruptionError, UnsupportedVersionError } from '../errors/engine-error.ts';
import { replaceFile } from './replace-file.ts';
import type { Vfs } from './vfs.ts';

/*
 * A small text that is replaced as a whole:
 *
 *     <name> <version> <CRC-32: 8 hex digits> LF
 *     <text in UTF-8>
 *
 * The checksum is that of `<name> <version>` and the text, one after the other.
 */
const HEADER = /^(([a-z-]+) (\d{1,9})) ([0-9a-f]{8})$/;

export interface CheckedFileKind {
  /** Stands at the beginning of the file: lower-case letters and `-`. */
  readonly name: string;
  /** The version that is written, and the highest that is read. */
  readonly version: number;
}

/**
 * Replaces the file in one step: after a crash it holds the old text or the new one.
 * @param synced whether it is on disk when this returns
 * @throws StorageError
 */
export function writeCheckedFile(vfs: Vfs, path: string, kind: CheckedFileKind, text: string, synced: boolean): void {
  const content = Buffer.from(text);
  const title = `${kind.name} ${kind.version}`;
  const header = `${title} ${crc32(content, crc32(title)).toString(16).padStart(8, '0')}\n`;
  replaceFile(vfs, path, [Buffer.from(header), content], synced);
}

/**
 * The text of such a file; undefined where there is none.
 * @throws CorruptionError when it is damaged
 * @throws UnsupportedVersionError when a newer release wrote it
 * @throws StorageError
 */
export function readCheckedFile(vfs: Vfs, path: string, kind: CheckedFileKind): string | undefined {
  if (!vfs.exists(path)) return undefined;
  const bytes = vfs.readWhole(path);
  const headerEnd = bytes.indexOf(0x0a);
  const header = HEADER.exec(Buffer.from(bytes.subarray(0, Math.max(0, headerEnd))).toString('latin1'));
  if (header === null || header[2] !== kind.name) {
    throw new CorruptionError(`it does not begin as a file of ${kind.name} does`, { file: path, offset: 0 });
  }
  const content = bytes.subarray(headerEnd + 1);
  if (crc32(content, crc32(header[1]!)) !== Number.parseInt(header[4]!, 16)) {
    throw new CorruptionError('its checksum does not match', { file: path, offset: headerEnd + 1 });
  }
  const version = Number(header[3]);
  if (version > kind.version) throw new UnsupportedVersionError(path, version, kind.version);
  return Buffer.from(content).toString();
}
