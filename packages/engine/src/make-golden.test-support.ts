import { zstdCompressSync } from 'node:zlib';
import { LogAnalyticsEngine } from './engine.ts';
import { TENANTS_DIRECTORY } from './storage/directory-layout.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';
import { NodeVfs } from './storage/node-vfs.ts';
import { seededRandom } from './storage/seeded-random.ts';

/*
 * Makes the golden data of a format version, once: `npx node --conditions=source packages/engine/src/make-golden.test-support.ts DIR`.
 * What lies in testdata/golden is what a release wrote and is never made anew; a new version of the format gets a folder of its own.
 *
 * The store is that of a process which ended without a word: a sealed segment with an index and deleted rows, an open segment, rows in
 * the log. `rows.ndjson.zst` beside it has the rows to be seen, in their order.
 */

const NOW_MS = Date.UTC(2026, 2, 3, 4, 5, 6, 789);

/** Rows that take every encoding, every kind of variable, every type of JSON and several ways of writing times. */
class RowMaker {
  private readonly random = seededRandom(1);

  row(i: number): string {
    const below = (limit: number): number => this.random.below(limit);
    const hex = (digits: number): string => Array.from({ length: digits }, () => below(16).toString(16)).join('');
    const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)]!;
    const trace = hex(32);
    const at = Date.UTC(2026, 2, 2, 23, 58) + i * 431;
    const row: Record<string, unknown> = {
      ...this.time(i, at),
      level: pick(['INFO', 'INFO', 'warn', 'ERROR', 30, 3]),
      source: pick(['api', 'db', 'été']),
      message: pick([
        `request ${trace} took ${below(5000)} ms`,
        `request ${trace} took ${below(9)}.${String(below(1000)).padStart(3, '0')} s`,
        `user u${below(40)} at 0x${hex(8)} read ${below(2 ** 40)} bytes from disk2`,
        `job ${pick(['a1', 'b2', 'c3'])}: ${pick(['done', 'İ9 failed', 'x'])} after ${below(70)} tries`,
        `${hex(6)} ${'word '.repeat(below(4))}`,
      ]),
      tags: pick([['web'], ['web', 'slow "one"'], [], null]),
      trace,
      n: (i * 7919) % 1000,
      ms: pick([1.5, 2, 0.25, -3.125]),
      ip: `10.${below(3)}.0.${below(256)}`,
      session: `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
      note: `${'é'.repeat(below(4))}${hex(below(9) + 1)}/${below(1e6)}`,
      host: 'one',
      user: { id: below(20), name: pick(['ada', '', null]), roles: pick([[], [1, { a: null }]]), empty: {} },
    };
    if (i % 50 === 0) row[`rare${i}`] = true;
    if (i % 20 === 1) row.comment = `said ${(i * 2_654_435_761) % 99_991}!`;
    // Numbers that no double prints are written as they are.
    return JSON.stringify(row).replace(
      '"n":',
      `"price":${below(90)}.${below(10)}0,"big":${2n ** 60n + BigInt(i)},"n":`,
    );
  }

  private time(i: number, at: number): Record<string, unknown> {
    const iso = new Date(at).toISOString();
    switch (i % 11) {
      case 3:
        return { _time: iso.replace('Z', '123456+00:00') };
      case 5:
        return { ts: at };
      case 7:
        return { time: '02/Mar/2026:23:59:00 +0000' };
      case 9:
        return {};
      default:
        return { timestamp: iso };
    }
  }
}

function makeGolden(): { files: Map<string, Uint8Array>; rows: readonly string[] } {
  const vfs = new MemoryVfs();
  const maker = new RowMaker();
  let next = 0;
  const lines = (count: number): Uint8Array =>
    Buffer.from(Array.from({ length: count }, () => `${maker.row(next++)}\n`).join(''));
  const open = (): LogAnalyticsEngine =>
    new LogAnalyticsEngine({ vfs, clock: () => NOW_MS, indexes: ['trace', 'n'], freeBytesMin: 0 });

  const first = open();
  first.ingestBytes(lines(160));
  first.flush();
  first.ingestBytes(lines(140));
  first.close();
  const second = open();
  second.delete({ metadata: { 'user.id': 7 } });
  second.ingestBytes(lines(80));
  second.flush();
  second.ingestBytes(lines(6));
  second.ingestLog({ timestamp: '2026-03-03T00:10:00Z', level: 'ERROR', message: 'the last one' });

  const files = new Map<string, Uint8Array>();
  collect(vfs, TENANTS_DIRECTORY, files);
  const rows = second.queryJson();
  second.close();
  return { files, rows };
}

function collect(vfs: MemoryVfs, directory: string, files: Map<string, Uint8Array>): void {
  for (const { name, isDirectory } of vfs.list(directory)) {
    const path = `${directory}/${name}`;
    if (isDirectory) collect(vfs, path, files);
    else if (name !== 'RESERVE') files.set(path, vfs.readWhole(path));
  }
}

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('name the folder that is to be made');
const { files, rows } = makeGolden();
const disk = new NodeVfs(target);
for (const [path, content] of files) writeNew(disk, path, content);
writeNew(disk, 'rows.ndjson.zst', zstdCompressSync(`${rows.join('\n')}\n`));
process.stdout.write(`${files.size} files, ${rows.length} rows\n`);

/** Never writes over what is there. */
function writeNew(vfs: NodeVfs, path: string, content: Uint8Array): void {
  vfs.mkdirp(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
  const file = vfs.create(path);
  file.append(content);
  file.close();
}
