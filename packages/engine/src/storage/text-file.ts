import * as nodePath from 'node:path';
import { NodeVfs } from './node-vfs.ts';
import { replaceFile } from './replace-file.ts';
import type { Vfs } from './vfs.ts';
import { parentOf } from './vfs-path.ts';

/**
 * The text of a file of the machine, or of `vfs` where one is given.
 * @throws StorageError naming the file
 */
export function readTextFile(path: string, vfs?: Vfs): string {
  const place = placeOf(path, vfs);
  return Buffer.from(place.vfs.readWhole(place.path)).toString();
}

/**
 * Replaces the file in one step, synced; a folder that is not there is made.
 * @throws StorageError naming the file
 */
export function replaceTextFile(path: string, text: string, vfs?: Vfs): void {
  const place = placeOf(path, vfs);
  place.vfs.mkdirp(parentOf(place.path));
  replaceFile(place.vfs, place.path, [Buffer.from(text)], true);
}

/** A Vfs whose root is the folder of the file, and the file's name in it. */
function placeOf(path: string, vfs: Vfs | undefined): { vfs: Vfs; path: string } {
  if (vfs !== undefined) return { vfs, path };
  const full = nodePath.resolve(path);
  return { vfs: new NodeVfs(nodePath.dirname(full)), path: nodePath.basename(full) };
}
