import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LogAnalyticsEngine } from './engine.ts';
import { stringifyExactJson } from './entry/exact-json.ts';
import type { LogFilters } from './entry/log-filters.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

/** One folder for each version of the format: what a release wrote, never made anew. See make-golden.test-support.ts. */
const GOLDEN = fileURLToPath(new URL('../testdata/golden/', import.meta.url));
const VERSIONS = readdirSync(GOLDEN);

interface Golden {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The rows to be seen, as JSON, in their order. */
  readonly rows: readonly string[];
}

function readGolden(version: string): Golden {
  const root = `${GOLDEN}${version}/`;
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(`${root}tenants`, { recursive: true, withFileTypes: true })) {
    const path = `${entry.parentPath}/${entry.name}`;
    if (entry.isFile()) files.set(path.slice(root.length).replaceAll('\\', '/'), readFileSync(path));
  }
  const rows = zstdDecompressSync(readFileSync(`${root}rows.ndjson.zst`)).toString();
  return { files, rows: rows.trimEnd().split('\n') };
}

function copyOf({ files }: Golden): MemoryVfs {
  const vfs = new MemoryVfs();
  for (const [path, content] of files) {
    vfs.mkdirp(path.slice(0, path.lastIndexOf('/')));
    vfs.createWhole(path, content);
  }
  return vfs;
}

/** What the data answers. */
const COUNTS: readonly (readonly [LogFilters, number])[] = [
  [{}, 365],
  [{ level: 'error' }, 119],
  [{ minSeverity: 'WARN' }, 169],
  [{ source: 'été' }, 128],
  [{ tags: 'slow "one"' }, 99],
  [{ words: ['request'] }, 147],
  [{ keyword: '0X' }, 70],
  [{ regex: 'after [0-9]+ tries$' }, 69],
  [{ metadata: { n: 838 } }, 1],
  [{ metadata: { n: { gte: 900, lt: 950 } } }, 19],
  [{ metadata: { ms: -3.125 } }, 92],
  // All of the rows that were there when those of this user were deleted are gone.
  [{ metadata: { 'user.id': 7 } }, 4],
  [{ metadata: { big: 1_152_921_504_606_846_979n } }, 1],
  [{ metadata: { trace: '24f9802932a90106aacaaf0de0d89511' } }, 1],
  [{ startTime: '2026-03-03T00:10:00Z', endTime: '2026-03-03T00:10:00Z' }, 1],
];

function expectAnswers(engine: LogAnalyticsEngine, { rows }: Golden): void {
  expect(engine.queryJson()).toEqual(rows);
  for (const [filters, count] of COUNTS) expect(engine.countLogs(filters), stringifyExactJson(filters)).toBe(count);
  const [{ total, users }] = engine.query('* | stats count() total, count_uniq(user.id) users') as [
    Record<string, unknown>,
  ];
  expect([total, users]).toEqual([365, 20]);
  expect(engine.getStats().problems).toEqual([]);
}

test('every version has its data', () => {
  expect(VERSIONS).toContain('v1');
});

describe.each(VERSIONS)('the data of format %s', (version) => {
  const golden = readGolden(version);

  test('has files of every kind', () => {
    const names = [...golden.files.keys()].map((path) => path.slice(path.lastIndexOf('/') + 1).replace(/\d{8}/, '#'));
    expect(names.sort()).toEqual(
      ['MANIFEST-0', 'MANIFEST-1', 'log-#.wal', 'segment-#.las', 'segment-#.las', 'tombstones-#.tmb'].sort(),
    );
  });

  test('is read as it is', () => {
    const vfs = copyOf(golden);
    using engine = new LogAnalyticsEngine({ vfs, readOnly: true });
    expectAnswers(engine, golden);
    for (const [path, content] of golden.files) expect(Buffer.compare(vfs.readWhole(path), content)).toBe(0);
  });

  test('is taken over by a writer, and the same after a merge', () => {
    const vfs = copyOf(golden);
    {
      using engine = new LogAnalyticsEngine({ vfs });
      expectAnswers(engine, golden);
      expect(engine.verify()).toMatchObject({ ok: true, damaged: [] });
      engine.compact();
      expectAnswers(engine, golden);
    }
    using again = new LogAnalyticsEngine({ vfs });
    expectAnswers(again, golden);
    expect(again.verify()).toMatchObject({ ok: true, damaged: [] });
    again.ingestLog({ message: 'new' });
    expect(again.countLogs()).toBe(golden.rows.length + 1);
  });
});
