import { DiskFullError, InvalidArgumentError, StorageError } from '../errors/engine-error.ts';

/** What the codes of the operating system mean, in words that continue "cannot …: ". */
const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBADF: 'the file is closed, or not open for this',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists already',
  EFBIG: 'the file would be too large',
  EINVAL: 'the operation is not possible there',
  EIO: 'the device reported an error',
  EISDIR: 'it is a directory',
  EMFILE: 'the process has too many files open',
  ENFILE: 'the system has too many files open',
  ENOENT: 'it does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a directory',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
};

/** An error with a `code`, as Node makes them for failed system calls. For file layers without an operating system. */
export function systemError(code: string): Error & { code: string } {
  return Object.assign(new Error(`${code}: ${MEANINGS[code] ?? 'the operation failed'}`), { code });
}

/**
 * The StorageError for a failed file operation; a DiskFullError where there is no room.
 *
 * @param operation what was tried, continuing "cannot": `append to`, `open`, …
 * @param path the file, as the caller named it
 * @param cause the error of the operating system; its `code` becomes part of the sentence
 */
export function storageFailure(operation: string, path: string, cause: unknown): StorageError {
  const code = codeOf(cause);
  const why = code === undefined ? String(cause) : `${MEANINGS[code] ?? 'the operation failed'} (${code})`;
  const message = `cannot ${operation} ${path === '' ? 'the data directory' : path}: ${why}`;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return isFull ? new DiskFullError(message, { cause }) : new StorageError(message, { cause });
}

/**
 * Runs a file operation; its failure becomes the StorageError that `storageFailure` describes. The form of a path is
 * the caller's fault, not the storage's: an InvalidArgumentError stays one.
 */
export function attempt<T>(operation: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw error;
    throw storageFailure(operation, path, error);
  }
}

/** The code of the system call that failed (`ENOENT`, `ENOSPC`, …), if `error` is a StorageError with such a cause. */
export function failureCode(error: unknown): string | undefined {
  return error instanceof StorageError ? codeOf(error.cause) : undefined;
}

/** The code of a failed system call (`ENOENT`, `ENOSPC`, …), undefined where it has none. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
