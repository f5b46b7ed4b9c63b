import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { StorageError } from '../errors/engine-error.ts';
import { NodeVfs } from './node-vfs.ts';

test.skipIf(!existsSync('/proc/self'))(
  'a file system that has no room for folders is an error, not a search without end',
  () => {
    expect(() => new NodeVfs('/proc/log-analytics/data').mkdirp('')).toThrow(StorageError);
  },
);
