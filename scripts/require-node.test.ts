import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const guard = fileURLToPath(new URL('require-node.mjs', import.meta.url));

test('the pinned Node passes in silence', () => {
  expect(execFileSync(process.execPath, ['--import', guard, '--eval', '0'], { encoding: 'utf8' })).toBe('');
});

test('another Node is refused in one sentence that says what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'require-node-'));
  try {
    cpSync(guard, join(folder, 'scripts/require-node.mjs'));
    writeFileSync(join(folder, 'package.json'), '{ "devDependencies": { "node": "999.1.0" } }');
    const run = spawnSync(process.execPath, [join(folder, 'scripts/require-node.mjs')], { encoding: 'utf8' });
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^This repository runs on Node 999 .*npm ci.*\.\n$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
