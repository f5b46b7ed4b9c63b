import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of all files below a directory. */
export function directoryBytes(directory: string): number {
  let total = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) total += statSync(join(entry.parentPath, entry.name)).size;
  }
  return total;
}
