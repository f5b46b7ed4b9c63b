import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ndjson, runCommand, runHere, SAMPLE, temporaryDirectory } from '../run-command.test-support.ts';

const directory = temporaryDirectory();

describe('log-analytics ingest', { timeout: 60_000 }, () => {
  test('takes a file in and reports it on stdout, and nothing on stderr', async () => {
    const data = join(directory, 'file');
    const { code, stdout, stderr } = await runCommand(['ingest', '--data', data, SAMPLE]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [file, accepted, malformed, rejected, bytes, seconds, rate] = stdout.trimEnd().split('\t');
    expect([file, accepted, malformed, rejected, bytes]).toEqual([SAMPLE, '8334', '0', '0', '2929289']);
    expect(Number(seconds)).toBeGreaterThan(0);
    expect(Number(rate)).toBeGreaterThan(0);
    expect(await runHere(['query', '--data', data, '--count'])).toEqual({ code: 0, stdout: '8334\n', stderr: '' });
  });

  test('takes compressed files and the standard input, which may be compressed too', async () => {
    const lines = readFileSync(SAMPLE).subarray(0, 200_000);
    const whole = lines.subarray(0, lines.lastIndexOf(10) + 1);
    const count = whole.toString().split('\n').length - 1;
    writeFileSync(join(directory, 'a.log.gz'), gzipSync(whole));
    writeFileSync(join(directory, 'b.log.zst'), zstdCompressSync(whole));
    const run = await runCommand(['ingest', '--json', 'a.log.gz', 'b.log.zst', '-'], {
      cwd: directory,
      input: gzipSync(whole),
    });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const reports = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(reports).toEqual(
      ['a.log.gz', 'b.log.zst', '-'].map((file) =>
        expect.objectContaining({ file, accepted: count, malformed: 0, rejected: 0, bytes: whole.length }),
      ),
    );
    const { stdout } = await runCommand(['query', '--count'], { cwd: directory });
    expect(stdout).toBe(`${count * 3}\n`);
  });

  test('keeps a malformed line as text and says so; with --strict rejects it and exits with 1', async () => {
    const input = `${ndjson([{ message: 'first' }])}{"message":\n${ndjson([{ message: 'third' }])}`;
    const kept = await runHere(['ingest', '--json', '--data', join(directory, 'kept'), '-'], { input });
    expect(kept.code).toBe(0);
    expect(kept.stderr).toMatch(/^-:2: /);
    expect(JSON.parse(kept.stdout)).toMatchObject({ accepted: 3, malformed: 1, rejected: 0 });
    const strict = await runHere(['ingest', '--json', '--strict', '--data', join(directory, 'strict'), '-'], {
      input,
    });
    expect(strict.code).toBe(1);
    expect(JSON.parse(strict.stdout)).toMatchObject({ accepted: 2, malformed: 1, rejected: 1 });
  });

  test('goes on after a file that cannot be read, names it in one line and exits with 1', async () => {
    const { code, stdout, stderr } = await runHere(['ingest', '--data', join(directory, 'two'), 'missing.log', SAMPLE]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^log-analytics: cannot read missing\.log: .*\n$/);
    expect(stdout.split('\t').slice(0, 2)).toEqual([SAMPLE, '8334']);
  });

  test('takes text with its times and levels', async () => {
    const data = join(directory, 'text');
    const input = '2026-03-02T14:25:36Z ERROR disk is full\n2026-03-02T14:25:37Z INFO disk is empty\n';
    await runHere(['ingest', '--data', data, '-'], { input });
    const { stdout } = await runHere(['query', '--data', data, '--level', 'error']);
    expect(stdout).toBe('2026-03-02T14:25:36.000Z\tERROR\t\t2026-03-02T14:25:36Z ERROR disk is full\n');
  });

  test('needs a file, and exits with 2 without one', async () => {
    const { code, stdout, stderr } = await runHere(['ingest']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe("log-analytics: missing required argument 'file'\n");
  });
});
