import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand, runHere, SAMPLE, temporaryDirectory } from '../run-command.test-support.ts';

const data = join(temporaryDirectory(), 'data');

describe('log-analytics verify', { timeout: 60_000 }, () => {
  test('finds sound data sound, and with a changed byte exits with 1 and says where; queries say that something is missing', async () => {
    await runHere(['ingest', '--data', data, SAMPLE]);
    const sound = await runHere(['verify', '--data', data]);
    expect(sound).toMatchObject({ code: 0, stderr: '' });
    expect(sound.stdout).toMatch(/^sound: \d+ files, 1 block, 8,334 rows\n$/);

    const files = readdirSync(data, { recursive: true, encoding: 'utf8' });
    const segment = join(data, files.find((file) => /segment-\d+/.test(file))!);
    const bytes = readFileSync(segment);
    const place = Math.floor(bytes.length / 3);
    bytes[place] = bytes[place]! ^ 0xff;
    writeFileSync(segment, bytes);

    const damaged = await runCommand(['verify', '--data', data, '--json']);
    expect(damaged.code).toBe(1);
    expect(JSON.parse(damaged.stdout)).toMatchObject({ ok: false });
    const report = await runHere(['verify', '--data', data]);
    expect(report.code).toBe(1);
    expect(report.stdout).toMatch(/^damaged: /);
    expect(report.stdout).toContain('\nsegment-');

    const query = await runHere(['query', '--data', data, '--level', 'error', '--json']);
    expect(query).toMatchObject({ code: 1, stdout: '' });
    expect(query.stderr).toMatch(/^log-analytics: warning: .*segment-/);
  });
});
