import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { runCommandLine } from './run-command-line.ts';

const LAUNCHER = fileURLToPath(new URL('../bin/log-analytics.mjs', import.meta.url));

/** Genuine log lines of 20 systems: 8,334 of them. */
export const SAMPLE: string = fileURLToPath(new URL('../../../examples/data/real-8k.ndjson', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly environment?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Closes stdout after its first bytes, as `head` does. */
  readonly closesEarly?: boolean;
}

/** Runs the real command in a process of its own, without a terminal. */
export async function runCommand(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const { NO_COLOR, FORCE_COLOR, LOG_ANALYTICS_DATA, ...inherited } = process.env;
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { ...inherited, COLUMNS: '100', ...options.environment },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (options.closesEarly === true) child.stdout.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, stdout, stderr };
}

/**
 * Runs a command line in this process, which is faster; all but what the process itself does is the same.
 * @param columns those of a terminal; without it the output is a pipe
 */
export async function runHere(
  args: readonly string[],
  { input = '', columns }: { readonly input?: string; readonly columns?: number } = {},
): Promise<CommandResult> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    ...(columns !== undefined && name === 'stdout' && { isTTY: true, columns }),
    write: (text: string): boolean => {
      written[name] += text;
      return true;
    },
    once: () => undefined,
    off: () => undefined,
    on: () => undefined,
  });
  const stdin = (async function* () {
    yield Buffer.from(input);
  })();
  const code = await runCommandLine(args, { stdin, stdout: stream('stdout'), stderr: stream('stderr') });
  return { code, ...written };
}

/** A directory for the tests of a file; gone when they are done. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'log-analytics-cli-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** JSON lines of the given objects. */
export function ndjson(objects: readonly object[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}
