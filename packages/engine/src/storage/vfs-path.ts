import { InvalidArgumentError } from '../errors/engine-error.ts';

/** Windows takes a backslash for a separator; elsewhere it is a letter like others. */
const FORBIDDEN: RegExp = process.platform === 'win32' ? /[\0\\]/ : /\0/;

/**
 * Returns `path` if it has the form that a Vfs takes: parts separated by '/', none of them empty, '.' or '..'; `''` is
 * the root. So no path leads out of the root. A part is what a directory may list: any other text without NUL.
 *
 * @throws InvalidArgumentError otherwise
 */
export function checkVfsPath(path: string): string {
  if (path === '') return path;
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..' || FORBIDDEN.test(part)) {
      throw new InvalidArgumentError(
        `${JSON.stringify(path)} is not a path of the store: expected parts separated by "/", none of them empty, "." or ".."`,
      );
    }
  }
  return path;
}

/** The directory that a path stands in; `''`, the root, for a path of one part. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The parts joined by '/', those that are `''` (the root) left out. */
export function joinPath(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}

/** The directories from the top down to `directory` itself, without the root: `a`, `a/b`, `a/b/c`. */
export function directoriesTo(directory: string): string[] {
  if (directory === '') return [];
  const parts = directory.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
