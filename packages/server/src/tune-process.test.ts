import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** What V8 writes to the standard error about flags. */
function complaints(program: string): string {
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }).stderr;
}

test('V8 knows the flags', () => {
  expect(complaints("import { setFlagsFromString } from 'node:v8'; setFlagsFromString('--no-such-flag=1')")).toMatch(
    /no-such-flag/,
  );
  const module = JSON.stringify(import.meta.resolve('./tune-process.ts'));
  expect(complaints(`import { tuneProcess } from ${module}; tuneProcess();`)).toBe('');
});
