import { StorageError } from '../errors/engine-error.ts';
import type { BackupFile } from './backup-source.ts';
import { MANIFEST_FILES, TENANTS_DIRECTORY } from './directory-layout.ts';
import { replaceFile } from './replace-file.ts';
import type { Vfs } from './vfs.ts';
import { joinPath, parentOf } from './vfs-path.ts';

/** What a backup did. */
export interface BackupReport {
  /** Files of the backup, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Bytes that an earlier backup in the same place had already. */
  readonly bytesKept: number;
}

const CHUNK_BYTES = 1024 * 1024;
/** A segment ends with its footer, which has checksums of all that is before it. */
const END_BYTES = 4096;

/**
 * Writes the files of a backup into a directory of its own, synced; what an earlier backup there holds already is kept, and what is
 * no longer part of it is removed. When it throws, the directory holds no backup until another one succeeds.
 * @throws StorageError
 */
export function copyBackup(files: readonly BackupFile[], target: Vfs): BackupReport {
  const directories = new Set(files.map(({ path }) => parentOf(path)));
  for (const directory of directories) target.mkdirp(directory);
  const manifests = files.filter(isManifest);
  // Without its manifest a shard is no backup: so none is taken for one while its files are of two times.
  for (const directory of directories) removeManifests(target, directory);
  let bytesKept = 0;
  for (const file of files) {
    if (isManifest(file)) continue;
    if (file.isImmutable && isSame(target, file)) bytesKept += file.size;
    else copyFile(file, target);
  }
  removeOthers(target, TENANTS_DIRECTORY, new Set(files.map(({ path }) => path)));
  for (const directory of directories) target.syncDirectory(directory);
  for (const file of manifests) {
    const bytes = new Uint8Array(file.size);
    file.read(bytes, 0);
    replaceFile(target, file.path, [bytes], true);
  }
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return { files: files.length, bytes, bytesKept };
}

function isManifest({ path }: BackupFile): boolean {
  return MANIFEST_FILES.some((name) => path.endsWith(`/${name}`));
}

function removeManifests(target: Vfs, directory: string): void {
  let any = false;
  for (const name of MANIFEST_FILES) {
    const path = joinPath(directory, name);
    if (!target.exists(path)) continue;
    target.remove(path);
    any = true;
  }
  if (any) target.syncDirectory(directory);
}

function isSame(target: Vfs, file: BackupFile): boolean {
  if (!target.exists(file.path) || target.size(file.path) !== file.size) return false;
  const length = Math.min(END_BYTES, file.size);
  const wanted = new Uint8Array(length);
  const found = new Uint8Array(length);
  file.read(wanted, file.size - length);
  const handle = target.openRead(file.path);
  try {
    handle.read(found, file.size - length);
  } finally {
    handle.close();
  }
  return Buffer.compare(wanted, found) === 0;
}

function copyFile(file: BackupFile, target: Vfs): void {
  if (target.exists(file.path)) target.remove(file.path);
  const handle = target.create(file.path);
  try {
    for (let position = 0; position < file.size; position += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, file.size - position));
      file.read(chunk, position);
      handle.append(chunk);
    }
    handle.sync();
  } finally {
    handle.close();
  }
}

/** Files of earlier backups below a directory. */
function removeOthers(target: Vfs, directory: string, kept: ReadonlySet<string>): void {
  if (!target.exists(directory)) return;
  for (const { name, isDirectory } of target.list(directory)) {
    const path = joinPath(directory, name);
    if (isDirectory) removeOthers(target, path, kept);
    else if (!kept.has(path)) target.remove(path);
  }
}

/**
 * Requires a directory to be empty of a store, for a restore to go there.
 * @throws StorageError where there is one
 */
export function requireNoStore(target: Vfs): void {
  if (!target.exists(TENANTS_DIRECTORY)) return;
  throw new StorageError('there is a store already where the backup is to be restored: name another directory');
}
