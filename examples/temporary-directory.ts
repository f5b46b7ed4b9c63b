import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory for one example, which is gone when the process ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'log-analytics-example-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
