import { DirectoryLock } from './directory-lock.ts';
import { DiskSpace } from './disk-space.ts';
import { resolveStoreOptions, type StoreOptions } from './store-options.ts';

/** Given up of the reserve for the lock: some blocks of any file system. */
const LOCK_RESERVE_BYTES = 64 * 1024;

/** Takes the lock of a data directory; on a full disk by help of the reserve of a shard. @throws as `DirectoryLock.acquire` */
export function acquireLock(options: StoreOptions): DirectoryLock {
  const space = new DiskSpace(resolveStoreOptions(options));
  return space.withReserve(() => DirectoryLock.acquire(options.vfs), LOCK_RESERVE_BYTES);
}
