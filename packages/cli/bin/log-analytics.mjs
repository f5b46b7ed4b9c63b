#!/usr/bin/env node
// The command as npm links it. A published package has dist/ and no src/; in the repository the sources run as they
// stand, in a Node that resolves the packages of the workspace to their sources as well.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/main.ts', import.meta.url));

if (!existsSync(source)) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 15)) {
    console.error(`log-analytics needs Node 22.15 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  await import('../dist/main.js');
} else {
  await import('../../../scripts/require-node.mjs');
  const args = ['--conditions=source', source, ...process.argv.slice(2)];
  // Replacing the process keeps its id, its signals and its pipes; Windows has no such call.
  if (process.platform !== 'win32') process.execve(process.execPath, [process.execPath, ...args]);
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}
