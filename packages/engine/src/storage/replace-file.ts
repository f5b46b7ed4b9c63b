import type { Vfs } from './vfs.ts';
import { parentOf } from './vfs-path.ts';

/**
 * Replaces a file in one step: after a crash it holds the old content or the new one. Writes `<path>.tmp` on the way.
 * @param synced whether the new one is on disk when this returns
 * @throws StorageError; the old content is there then, or, where only the last sync failed, one of both
 */
export function replaceFile(vfs: Vfs, path: string, content: readonly Uint8Array[], synced: boolean): void {
  const temporary = `${path}.tmp`;
  if (vfs.exists(temporary)) vfs.remove(temporary);
  const file = vfs.create(temporary);
  try {
    file.append(...content);
    if (synced) file.sync();
  } finally {
    file.close();
  }
  vfs.rename(temporary, path);
  if (synced) vfs.syncDirectory(parentOf(path));
}
