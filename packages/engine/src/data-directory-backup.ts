import { LogAnalyticsEngine } from './engine.ts';
import { StorageError } from './errors/engine-error.ts';
import { BackupSource } from './storage/backup-source.ts';
import { type BackupReport, copyBackup, requireNoStore } from './storage/copy-backup.ts';
import { TENANTS_DIRECTORY } from './storage/directory-layout.ts';
import { NodeVfs } from './storage/node-vfs.ts';
import { wrong } from './wrong-argument.ts';

/**
 * Copies a data directory as it is at one moment, beside the process that may be writing there. Everything that was acknowledged
 * before the call is in the backup, which is a data directory itself: it can be queried, verified, and written to. Segments that an
 * earlier backup in the same place has are kept and not copied again.
 *
 * Entries of an engine with the durability `interval` or `memory` are in it when `flush` was called before.
 * @param tenants those that are wanted; all unless given
 * @throws InvalidArgumentError; StorageError where there is no data, or files cannot be read or written
 */
export function backUpDirectory(from: string, to: string, tenants?: readonly string[]): BackupReport {
  requirePath('the data directory', from);
  requirePath('the directory of the backup', to);
  const vfs = new NodeVfs(from);
  if (!vfs.exists(TENANTS_DIRECTORY)) throw new StorageError(`there is no data in ${from}`);
  using source = BackupSource.open(vfs, tenants);
  return copyBackup(source.files, new NodeVfs(to));
}

/**
 * Makes a data directory of a backup, which stays as it is.
 * @throws InvalidArgumentError; StorageError where there is no backup, or a store is there already
 */
export function restoreDirectory(backup: string, to: string): BackupReport {
  requirePath('the directory of the backup', backup);
  requirePath('the data directory', to);
  const vfs = new NodeVfs(backup);
  if (!vfs.exists(TENANTS_DIRECTORY)) throw new StorageError(`there is no backup in ${backup}`);
  const target = new NodeVfs(to);
  requireNoStore(target);
  using source = BackupSource.open(vfs);
  const report = copyBackup(source.files, target);
  // The first start cuts off what a file had only half of.
  new LogAnalyticsEngine({ directory: to }).close();
  return report;
}

function requirePath(name: string, path: unknown): void {
  if (typeof path !== 'string' || path === '') throw wrong(name, 'a path', path);
}
