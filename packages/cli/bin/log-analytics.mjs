#!/usr/bin/env node
// The command as npm links it. A published package has dist/ and no src/; in the repository the sources run as they
// stand, in a Node that resolves the packages of the workspace to their sources as well.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What a server is started with: its threads share two arenas of malloc, where each has its own by default and keeps what it once took. */
const MALLOC = { MALLOC_ARENA_MAX: '2' };
/**
 * Threads of V8 that compile and collect for all of a server's threads: Node starts four however few cores there are, and on two cores they
 * take turns with the threads that wait for them (a large body costs 7 % less, a scan of two threads a tenth to a quarter).
 */
const V8_THREADS = `--v8-pool-size=${Math.max(1, Math.min(4, availableParallelism() - 1))}`;
const isServer = process.argv.includes('serve');
const source = fileURLToPath(new URL('../src/main.ts', import.meta.url));

if (!existsSync(source)) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 15)) {
    console.error(`log-analytics needs Node 22.15 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  if (isServer && process.platform === 'linux' && process.env.MALLOC_ARENA_MAX === undefined) {
    replaceProcess([V8_THREADS, ...process.execArgv, fileURLToPath(new URL('../dist/main.js', import.meta.url))]);
  }
  await import('../dist/main.js');
} else {
  await import('../../../scripts/require-node.mjs');
  const args = [...(isServer ? [V8_THREADS] : []), '--conditions=source', source];
  if (process.platform !== 'win32') replaceProcess(args);
  process.exitCode = spawnSync(process.execPath, [...args, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
}

/** Goes on as another Node with the same id, signals and pipes; Windows has no such call. */
function replaceProcess(args) {
  const { execPath, argv, env } = process;
  process.execve(execPath, [execPath, ...args, ...argv.slice(2)], { ...MALLOC, ...env });
}
