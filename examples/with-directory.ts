import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs an example in a directory of its own, which is removed afterwards. */
export async function withDirectory(run: (directory: string) => void | Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'log-analytics-example-'));
  try {
    await run(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The real log lines that the examples read. */
export const SAMPLE_FILE: string = join(import.meta.dirname, 'data', 'real-8k.ndjson');
