import { StorageError } from '../errors/engine-error.ts';
import { QUARANTINE_DIRECTORY } from './directory-layout.ts';
import type { Vfs } from './vfs.ts';
import { joinPath } from './vfs-path.ts';

/** Why a file, or a part of one, stands in quarantine. */
export interface QuarantineNote {
  /** Its name in `quarantine/`: the name it had, with a number if that was taken. */
  readonly file: string;
  /** The file of the shard that it was, or was a part of. */
  readonly from: string;
  /** A sentence for people. */
  readonly reason: string;
  /** When it was moved, in milliseconds since 1970. */
  readonly atMs: number;
  /** Where the part begins in the file; absent for a whole file. */
  readonly offset?: number;
  /** Its length in bytes. */
  readonly bytes: number;
}

const NOTE_SUFFIX = '.note.json';

/**
 * Moves a file of a shard into its quarantine, beside a note with the reason. Nothing in quarantine is ever removed or
 * read by the engine again. Durable on return; a crash in between leaves the file here or there.
 *
 * @throws StorageError if it cannot be moved; a note that cannot be written (a full disk) prevents nothing
 */
export function quarantineFile(
  vfs: Vfs,
  directory: string,
  file: string,
  { reason, atMs }: { readonly reason: string; readonly atMs: number },
): QuarantineNote {
  const quarantine = joinPath(directory, QUARANTINE_DIRECTORY);
  vfs.mkdirp(quarantine);
  const bytes = vfs.size(joinPath(directory, file));
  const note: QuarantineNote = { file: freeName(vfs, quarantine, file), from: file, reason, atMs, bytes };
  writeNote(vfs, quarantine, note);
  vfs.rename(joinPath(directory, file), joinPath(quarantine, note.file));
  // The new entry first: between the two syncs the file may be seen twice, never not at all.
  vfs.syncDirectory(quarantine);
  vfs.syncDirectory(directory);
  return note;
}

/**
 * Puts a copy of a part of a file, such as a damaged block, into quarantine; the file stays as it is.
 *
 * @throws StorageError if it cannot be written
 */
export function quarantinePart(
  vfs: Vfs,
  directory: string,
  file: string,
  part: { readonly offset: number; readonly content: Uint8Array; readonly reason: string; readonly atMs: number },
): QuarantineNote {
  const quarantine = joinPath(directory, QUARANTINE_DIRECTORY);
  vfs.mkdirp(quarantine);
  const { offset, content, reason, atMs } = part;
  const name = freeName(vfs, quarantine, `${file}.at-${offset}`);
  const note: QuarantineNote = { file: name, from: file, reason, atMs, offset, bytes: content.length };
  writeNote(vfs, quarantine, note);
  writeDurably(vfs, joinPath(quarantine, name), content);
  vfs.syncDirectory(quarantine);
  return note;
}

/** What stands in the quarantine of a shard, by name. What has no readable note is listed with that as the reason. @throws StorageError */
export function listQuarantine(vfs: Vfs, directory: string): QuarantineNote[] {
  const quarantine = joinPath(directory, QUARANTINE_DIRECTORY);
  if (!vfs.exists(quarantine)) return [];
  return vfs
    .list(quarantine)
    .filter(({ name, isDirectory }) => !isDirectory && !name.endsWith(NOTE_SUFFIX))
    .map(({ name }) => readNote(vfs, quarantine, name));
}

/** A name under which neither a file nor the note of an interrupted move stands. */
function freeName(vfs: Vfs, quarantine: string, name: string): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}.${number}`;
    const path = joinPath(quarantine, candidate);
    if (!vfs.exists(path) && !vfs.exists(path + NOTE_SUFFIX)) return candidate;
  }
}

function writeNote(vfs: Vfs, quarantine: string, note: QuarantineNote): void {
  const content = new TextEncoder().encode(`${JSON.stringify(note, undefined, 1)}\n`);
  try {
    writeDurably(vfs, joinPath(quarantine, note.file + NOTE_SUFFIX), content);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}

function writeDurably(vfs: Vfs, path: string, content: Uint8Array): void {
  const file = vfs.create(path);
  try {
    file.append(content);
    file.sync();
  } finally {
    file.close();
  }
}

function readNote(vfs: Vfs, quarantine: string, name: string): QuarantineNote {
  const path = joinPath(quarantine, name);
  const bytes = vfs.size(path);
  const unknown = { file: name, from: name, reason: 'the note that said why cannot be read', atMs: 0, bytes };
  if (!vfs.exists(path + NOTE_SUFFIX)) return unknown;
  try {
    const note: unknown = JSON.parse(new TextDecoder().decode(vfs.readWhole(path + NOTE_SUFFIX)));
    return isNote(note) ? { ...note, file: name, bytes } : unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return unknown;
    throw error;
  }
}

function isNote(note: unknown): note is QuarantineNote {
  if (typeof note !== 'object' || note === null) return false;
  const { from, reason, atMs, offset } = note as Partial<Record<keyof QuarantineNote, unknown>>;
  const isPlaced = offset === undefined || typeof offset === 'number';
  return typeof from === 'string' && typeof reason === 'string' && typeof atMs === 'number' && isPlaced;
}
