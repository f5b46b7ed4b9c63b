import { UnsupportedVersionError } from '../errors/engine-error.ts';
import { MANIFEST_FILES, MANIFEST_TEMPORARY_FILE } from './directory-layout.ts';
import type { Manifest } from './manifest.ts';
import { type DecodedManifest, decodeManifest, encodeManifest, MANIFEST_FORMAT_VERSION } from './manifest-encoding.ts';
import { failureCode } from './storage-failure.ts';
import type { Vfs } from './vfs.ts';
import { joinPath } from './vfs-path.ts';

/*
 * Two files take turns: generation g replaces the one of generation g − 2, by rename. So at every moment, also for a
 * reader in another process, at least one whole manifest is there, and if the newest is damaged later the one before it
 * still is.
 *
 * The manifest makes the other files durable, too: a new file is created, then listed, and writeManifest returns when
 * the folder is synced, which holds for both entries. Only then may anything be acknowledged that stands in the file.
 */

/** What the manifest files of a shard say. */
export interface ManifestReading {
  /** The newest valid one; `undefined` if there is none. */
  readonly manifest: Manifest | undefined;
  /** The one before is valid, too: so that none newer than `manifest` can have been lost. */
  readonly hasBoth: boolean;
  /**
   * Files that are damaged or missing. With one of them and a manifest, that may not be the newest: segments with ids from its
   * `nextFileId` on may be live. Without a manifest the store is rebuilt from its segments. If this is empty and there is
   * no manifest, the shard is new.
   */
  readonly damaged: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * Reads the newest valid manifest of a shard.
 *
 * @param directory the shard's
 * @throws StorageError if a file cannot be read; UnsupportedVersionError if a newer version of the format wrote one
 */
export function readManifest(vfs: Vfs, directory: string): ManifestReading {
  let manifest: Manifest | undefined;
  let valid = 0;
  const damaged: { file: string; reason: string }[] = [];
  const missing: string[] = [];
  for (const file of MANIFEST_FILES) {
    const path = joinPath(directory, file);
    if (!vfs.exists(path)) {
      missing.push(file);
      continue;
    }
    const decoded = decodeFile(vfs, path);
    if (decoded.kind === 'newer') throw new UnsupportedVersionError(path, decoded.version, MANIFEST_FORMAT_VERSION);
    if (decoded.kind === 'damaged') {
      damaged.push({ file, reason: decoded.reason });
      continue;
    }
    valid++;
    if (manifest === undefined || decoded.manifest.generation > manifest.generation) manifest = decoded.manifest;
  }
  // From the second generation on there are always two.
  if (manifest !== undefined && manifest.generation > 1) {
    for (const file of missing) damaged.push({ file, reason: 'it is missing' });
  }
  return { manifest, hasBoth: valid === MANIFEST_FILES.length, damaged };
}

/** A bad sector is damage like wrong bytes. */
function decodeFile(vfs: Vfs, path: string): DecodedManifest {
  try {
    return decodeManifest(vfs.readWhole(path));
  } catch (error) {
    if (failureCode(error) !== 'EIO') throw error;
    return { kind: 'damaged', reason: (error as Error).message };
  }
}

/**
 * Makes `manifest` the newest one, as the generation after its own, and the entries of the folder durable.
 *
 * @returns it as it was written
 * @throws StorageError after which either generation may be found by the next start. The caller goes on with the
 * manifest it had, acknowledges nothing that depends on the new one, and may try again: that replaces the same file.
 */
export function writeManifest(vfs: Vfs, directory: string, manifest: Manifest): Manifest {
  const written = { ...manifest, generation: manifest.generation + 1 };
  const temporary = joinPath(directory, MANIFEST_TEMPORARY_FILE);
  if (vfs.exists(temporary)) vfs.remove(temporary);
  const file = vfs.create(temporary);
  try {
    file.append(encodeManifest(written));
    file.sync();
  } finally {
    file.close();
  }
  vfs.rename(temporary, joinPath(directory, MANIFEST_FILES[(written.generation % 2) as 0 | 1]));
  vfs.syncDirectory(directory);
  return written;
}
