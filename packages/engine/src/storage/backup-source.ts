import { StorageError } from '../errors/engine-error.ts';
import { listShards, listTenants, MANIFEST_FILES, shardDirectory, TENANTS_DIRECTORY } from './directory-layout.ts';
import { liveFiles, type Manifest } from './manifest.ts';
import { encodeManifest } from './manifest-encoding.ts';
import { readManifest } from './manifest-files.ts';
import { failureCode } from './storage-failure.ts';
import type { Vfs, VfsFile } from './vfs.ts';
import { joinPath } from './vfs-path.ts';

/** A file of a backup. */
export interface BackupFile {
  /** Its path in a data directory. */
  readonly path: string;
  readonly size: number;
  /** Whether a file of this path with this size and end holds the same: sealed segments never change. */
  readonly isImmutable: boolean;
  /** Fills `target` with the bytes from `position` on, which are there until `close`. */
  read(target: Uint8Array, position: number): void;
}

/** How often a shard is looked at again when its writer has changed the files meanwhile. */
const ATTEMPTS_MAX = 100;

/**
 * Everything in a data directory as it is at one moment, beside the process that writes there: each file is open, so that it can be
 * read even after it was removed. What comes in later is not in it, but for rows that reach a file which is open already.
 *
 * Why it is whole: the files that one manifest lists hold every row that was acknowledged when it was read. A log or an open
 * segment that grows while it is copied ends in the middle of something at worst, as after a crash, and a start cuts that off.
 */
export class BackupSource implements Disposable {
  readonly files: readonly BackupFile[];
  readonly #handles: VfsFile[];

  private constructor(files: readonly BackupFile[], handles: VfsFile[]) {
    this.files = files;
    this.#handles = handles;
  }

  /**
   * @param tenants those that are wanted; all unless given
   * @throws StorageError where files cannot be read, or a writer changes them all the time
   */
  static open(vfs: Vfs, tenants: readonly string[] = listTenants(vfs)): BackupSource {
    const handles: VfsFile[] = [];
    const files: BackupFile[] = [];
    try {
      for (const tenant of tenants) {
        // Alerts first: what they have seen is in the rows then, whatever comes in meanwhile.
        files.push(...tenantFiles(vfs, tenant));
        for (const shard of listShards(vfs, tenant))
          files.push(...shardFiles(vfs, shardDirectory(tenant, shard), handles));
      }
    } catch (error) {
      for (const handle of handles) handle.close();
      throw error;
    }
    return new BackupSource(files, handles);
  }

  close(): void {
    for (const handle of this.#handles.splice(0)) handle.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The files of a tenant beside its shards; they are small, and replaced as wholes. */
function tenantFiles(vfs: Vfs, tenant: string): BackupFile[] {
  const directory = joinPath(TENANTS_DIRECTORY, tenant);
  return vfs
    .list(directory)
    .filter(({ name, isDirectory }) => !isDirectory && !name.endsWith('.tmp'))
    .map(({ name }) => bytesFile(joinPath(directory, name), vfs.readWhole(joinPath(directory, name))));
}

function shardFiles(vfs: Vfs, directory: string, handles: VfsFile[]): BackupFile[] {
  for (let attempt = 1; ; attempt++) {
    const { manifest } = readManifest(vfs, directory);
    if (manifest === undefined) return [];
    const opened = openAll(vfs, directory, manifest);
    if (opened !== undefined && readManifest(vfs, directory).manifest?.generation === manifest.generation) {
      handles.push(...opened.handles);
      return [...opened.files, manifestFile(directory, manifest)];
    }
    for (const handle of opened?.handles ?? []) handle.close();
    if (attempt === ATTEMPTS_MAX) {
      throw new StorageError(`${directory} changed ${ATTEMPTS_MAX} times while its files were opened: try again`);
    }
  }
}

/** Undefined where a file is gone: there is a newer manifest then. */
function openAll(
  vfs: Vfs,
  directory: string,
  manifest: Manifest,
): { files: BackupFile[]; handles: VfsFile[] } | undefined {
  const handles: VfsFile[] = [];
  const sealed = new Set(manifest.sealedSegments.map(({ file }) => file));
  try {
    const files = [...liveFiles(manifest)].map((file): BackupFile => {
      const path = joinPath(directory, file);
      const handle = vfs.openRead(path);
      handles.push(handle);
      return {
        path,
        size: handle.size(),
        isImmutable: sealed.has(file),
        read: (target, position) => void handle.read(target, position),
      };
    });
    return { files, handles };
  } catch (error) {
    for (const handle of handles) handle.close();
    if (failureCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** As the first generation, of which there is no other; what was obsolete or in quarantine is not in a backup. */
function manifestFile(directory: string, manifest: Manifest): BackupFile {
  const bytes = encodeManifest({ ...manifest, generation: 1, obsolete: [], quarantined: [] });
  return bytesFile(joinPath(directory, MANIFEST_FILES[1]), bytes);
}

function bytesFile(path: string, bytes: Uint8Array): BackupFile {
  return {
    path,
    size: bytes.length,
    isImmutable: false,
    read: (target, position) => target.set(bytes.subarray(position, position + target.length)),
  };
}
