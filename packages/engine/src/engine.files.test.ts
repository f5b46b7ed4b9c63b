import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { NOW_MS, testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import { StorageError } from './errors/engine-error.ts';
import type { FileIngestOptions, FileIngestProgress } from './file-ingest.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

// Much work for a machine that does other work, too.
vi.setConfig({ testTimeout: 60_000 });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-analytics-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const LINES: readonly string[] = Array.from({ length: 60_000 }, (_, i) =>
  JSON.stringify({
    timestamp: 1_700_000_000 + i,
    level: i % 7 === 0 ? 'ERROR' : 'INFO',
    message: `request ${i} took ${i % 91} ms`,
  }),
);
const NDJSON = Buffer.from(`${LINES.join('\n')}\n`);
const HALF = NDJSON.indexOf(LINES[30_000]!);

describe('a file of JSON lines', () => {
  test.each<[string, () => Uint8Array]>([
    ['plain', () => NDJSON],
    ['gzip', () => gzipSync(NDJSON)],
    [
      'gzip of several members',
      () => Buffer.concat([gzipSync(NDJSON.subarray(0, HALF)), gzipSync(NDJSON.subarray(HALF))]),
    ],
    ['zstd', () => zstdCompressSync(NDJSON)],
    [
      'zstd of several frames',
      () => Buffer.concat([zstdCompressSync(NDJSON.subarray(0, HALF)), zstdCompressSync(NDJSON.subarray(HALF))]),
    ],
    ['with a byte order mark', () => Buffer.concat([Buffer.from('\ufeff'), NDJSON])],
  ])('(%s) is ingested, with progress', async (name, contentOf) => {
    const content = contentOf();
    const path = file(`${name}.log`, content);
    const engine = new LogAnalyticsEngine({ clock: testClock });
    const progress: FileIngestProgress[] = [];
    const report = await engine.ingestLogsFromFile(path, { onProgress: (each) => progress.push(each) });
    expect(report).toMatchObject({ accepted: LINES.length, malformed: 0, rejected: 0, dropped: 0, errors: [] });
    expect(report.bytes).toBe(NDJSON.length + (name.includes('mark') ? 3 : 0));
    expect(report.durationSeconds).toBeGreaterThan(0);
    expect(report.logsPerSecond).toBeCloseTo(LINES.length / report.durationSeconds, 3);
    expect(progress.at(-1)).toEqual({
      bytesRead: content.length,
      bytesTotal: content.length,
      accepted: LINES.length,
      rejected: 0,
    });
    expect(engine.countLogs({ level: 'ERROR' })).toBe(Math.ceil(LINES.length / 7));
    expect(engine.queryJson({}, { sortDesc: true, pageSize: 2 })).toEqual([LINES[59_999], LINES[59_998]]);
  });

  test('may come as a stream', async () => {
    const engine = new LogAnalyticsEngine({ clock: testClock });
    const stream = Readable.from([NDJSON.subarray(0, HALF + 7), NDJSON.subarray(HALF + 7)]);
    expect((await engine.ingestLogsFromFile(stream)).accepted).toBe(LINES.length);
  });

  test('is read from the file system that was given', async () => {
    const vfs = new MemoryVfs();
    vfs.createWhole('in.zst', zstdCompressSync(NDJSON));
    const engine = new LogAnalyticsEngine({ vfs, clock: testClock });
    expect((await engine.ingestLogsFromFile('in.zst')).accepted).toBe(LINES.length);
  });

  test('tells the numbers of its lines in the whole file', async () => {
    const lines = [...LINES];
    lines[10] = 'broken';
    lines[50_000] = '{"broken"';
    lines[40_000] = `{"message":"${'x'.repeat(100_000)}"}`;
    const path = file('broken.log', lines.join('\n'));
    const engine = new LogAnalyticsEngine({ malformed: 'reject', lineBytesMax: 10_000 });
    const report = await engine.ingestLogsFromFile(path, { format: 'jsonl' });
    expect(report).toMatchObject({ accepted: LINES.length - 3, rejected: 3, malformed: 2 });
    expect(report.errors.map(({ line }) => line)).toEqual([11, 40_001, 50_001]);
    expect(engine.getStats()).toMatchObject({ accepted: LINES.length - 3, rejected: 3, malformed: 2 });
  });

  test('with a line that cannot be held leaves that out', async () => {
    const path = file(
      'long.log',
      Buffer.concat([Buffer.from('{"message":"a"}\n'), Buffer.alloc(9_000_000, 'x'), Buffer.from('\n{"message":"b"}')]),
    );
    const engine = new LogAnalyticsEngine({ lineBytesMax: 10_000 });
    const report = await engine.ingestLogsFromFile(path);
    expect(report).toMatchObject({ accepted: 2, rejected: 1 });
    expect(report.errors).toEqual([{ line: 2, reason: 'the line has 9000000 bytes; the limit is 10000' }]);
  });

  test('passes the hooks', async () => {
    const engine = new LogAnalyticsEngine();
    engine.addPreIngestHook((entry) => (entry.level === 'INFO' ? null : undefined));
    const report = await engine.ingestLogsFromFile(file('hooks.log', LINES.slice(0, 700).join('\n')));
    expect(report).toMatchObject({ accepted: 100, dropped: 600 });
  });
});

describe('a file of text', () => {
  const TEXT = '\n2026-03-02 10:00:00 ERROR first\nsecond\r\n[INFO] third {"a":1}\n';

  test.each<[FileIngestOptions]>([[{}], [{ format: 'text' }], [{ format: 'auto' }]])(
    'is ingested by %j',
    async (options) => {
      const engine = new LogAnalyticsEngine({ clock: testClock });
      const report = await engine.ingestLogsFromFile(file('text.log', TEXT), options);
      expect(report).toMatchObject({ accepted: 3, malformed: 0, bytes: TEXT.length });
      expect(engine.queryLogs().map(({ message, level, date }) => [message, level, date.getTime()])).toEqual([
        ['2026-03-02 10:00:00 ERROR first', 'ERROR', Date.UTC(2026, 2, 2, 10)],
        ['second', '', NOW_MS],
        ['[INFO] third {"a":1}', 'INFO', NOW_MS],
      ]);
    },
  );

  test('taken for JSON lines is kept as malformed lines', async () => {
    const engine = new LogAnalyticsEngine({ clock: testClock });
    expect(await engine.ingestLogsFromFile(file('text.log', TEXT), { format: 'jsonl' })).toMatchObject({
      accepted: 3,
      malformed: 3,
    });
  });
});

describe('a file that', () => {
  test.each<[string, string | Uint8Array]>([
    ['is empty', ''],
    ['has empty lines only', '\n\r\n\n'],
    ['is an empty gzip', gzipSync('')],
  ])('%s holds nothing', async (name, content) => {
    const engine = new LogAnalyticsEngine();
    expect(await engine.ingestLogsFromFile(file(`${name}.log`, content))).toMatchObject({ accepted: 0, rejected: 0 });
  });

  test('is missing is named', async () => {
    const engine = new LogAnalyticsEngine();
    const path = join(folder, 'missing.log');
    await expect(engine.ingestLogsFromFile(path)).rejects.toThrow(StorageError);
    await expect(engine.ingestLogsFromFile(path)).rejects.toThrow(`cannot read ${path}: it does not exist`);
    await expect(engine.ingestLogsFromFile(folder)).rejects.toThrow(`cannot read ${folder}: it is a directory`);
  });

  test.each([
    ['gzip', gzipSync(NDJSON)],
    ['zstd', zstdCompressSync(NDJSON)],
  ])('is a damaged %s is named, and what came before the damage is stored', async (name, whole) => {
    const engine = new LogAnalyticsEngine();
    const cut = file(`cut.${name}`, whole.subarray(0, whole.length - 20));
    await expect(engine.ingestLogsFromFile(cut)).rejects.toThrow(`cannot decompress ${cut}`);
    const changed = Buffer.from(whole);
    changed.fill(0xff, whole.length >> 1, (whole.length >> 1) + 50);
    const bad = file(`bad.${name}`, changed);
    await expect(engine.ingestLogsFromFile(bad)).rejects.toThrow(StorageError);
    expect(engine.ingestBytes(NDJSON).accepted).toBe(LINES.length);
  });

  test('is stopped by its progress ends there', async () => {
    const engine = new LogAnalyticsEngine();
    const stop = (): never => {
      throw new Error('enough');
    };
    await expect(engine.ingestLogsFromFile(file('stop.log', NDJSON), { onProgress: stop })).rejects.toThrow('enough');
  });

  test('is given with wrong options is not read', async () => {
    const engine = new LogAnalyticsEngine();
    const path = file('some.log', NDJSON);
    await expect(engine.ingestLogsFromFile(path, { format: 'csv' as 'text' })).rejects.toThrow(
      "format must be 'jsonl', 'text' or 'auto'; got 'csv'",
    );
    await expect(engine.ingestLogsFromFile(path, { formt: 'text' } as object)).rejects.toThrow(
      "unknown option 'formt'; did you mean 'format'? Known are format, onProgress",
    );
    await expect(engine.ingestLogsFromFile('')).rejects.toThrow('the file must be its path, or a stream of its bytes');
    expect(engine.countLogs()).toBe(0);
  });
});
