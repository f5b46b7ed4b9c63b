import { describe, expect, test, vi } from 'vitest';
import { testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import { EngineError } from './errors/engine-error.ts';
import { FaultVfs } from './storage/fault-vfs.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

// Much work for a machine that does other work, too.
vi.setConfig({ testTimeout: 60_000 });

describe('damage', () => {
  const SHARD = 'tenants/default/shard-0';
  const BATCH_ROWS = 9_000;

  function threeBlocks(): { vfs: MemoryVfs; path: string; bytes: Uint8Array } {
    const vfs = new MemoryVfs();
    const engine = new LogAnalyticsEngine({ vfs, clock: testClock });
    for (let batch = 0; batch < 3; batch++) {
      const lines = Array.from(
        { length: BATCH_ROWS },
        (_, i) => `{"ts":${batch},"level":"INFO","message":"batch${batch} row ${i}"}`,
      );
      engine.ingestBytes(Buffer.from(lines.join('\n')));
    }
    engine.close();
    const path = `${SHARD}/${vfs.list(SHARD).find(({ name }) => name.endsWith('.las'))!.name}`;
    return { vfs, path, bytes: vfs.readWhole(path) };
  }

  test('anywhere in a segment leaves whole blocks to answer, and is reported', () => {
    const { vfs, path, bytes } = threeBlocks();
    let missing = 0;
    for (let offset = 50; offset < bytes.length; offset += Math.ceil(bytes.length / 6)) {
      const copy = vfs.copy();
      const changed = bytes.slice();
      changed[offset]! ^= 0x55;
      copy.remove(path);
      copy.createWhole(path, changed);

      const damaged = new LogAnalyticsEngine({ vfs: copy, clock: testClock });
      expect(damaged.verify().ok).toBe(false);
      const rows = damaged.queryJson({ regex: 'w [0-9]+$' });
      const left = [...new Set(rows.map((row) => row.slice(0, 40).replace(/row.*/, '')))];
      expect(rows).toHaveLength(BATCH_ROWS * left.length);
      expect(damaged.countLogs({ keyword: 'ROW 17', regex: 'row 17$' })).toBe(left.length);
      expect(damaged.queryLogs()).toHaveLength(rows.length);
      expect(damaged.aggregateLogs({}, { groupBy: 'level' }).groupBy).toEqual({ INFO: rows.length });
      const { problems, totalLogs } = damaged.getStats();
      expect(totalLogs).toBe(rows.length);
      if (left.length < 3) {
        missing++;
        expect(problems.some(({ kind }) => kind === 'damage')).toBe(true);
      }
      expect(damaged.delete({ regex: 'row 17$' })).toBe(left.length);
      damaged.ingestLog({ message: 'goes on' });
      expect(damaged.countLogs()).toBe(rows.length - left.length + 1);
      damaged.close();
    }
    expect(missing).toBeGreaterThan(2);
  });

  test('that comes while the engine is open is left out from then on', () => {
    const { vfs, path, bytes } = threeBlocks();
    const engine = new LogAnalyticsEngine({ vfs, clock: testClock });
    expect(engine.countLogs()).toBe(3 * BATCH_ROWS);
    const file = vfs.openAppend(path);
    file.truncate(bytes.length >> 1);
    file.close();
    const rows = engine.queryLogs();
    expect(rows.length).toBeLessThan(3 * BATCH_ROWS);
    expect(rows.length % BATCH_ROWS).toBe(0);
    expect(engine.countLogs({ regex: '7$' })).toBe(rows.length / 10);
    expect(engine.getStats().problems[0]).toMatchObject({
      kind: 'damage',
      message: expect.stringContaining('a block is left out of queries'),
    });
  });
});

describe('a file operation that fails', () => {
  /** Entries and a rule go in; what was acknowledged is told. */
  function run(vfs: FaultVfs, acknowledged: string[]): void {
    const engine = new LogAnalyticsEngine({ vfs, clock: testClock });
    const attempt = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        expect(error).toBeInstanceOf(EngineError);
      }
    };
    attempt(() => engine.addAlertRule({ name: 'rule', conditions: {}, threshold: 2 }));
    for (const message of ['a', 'b', 'c']) {
      attempt(() => {
        engine.ingestLog({ message });
        acknowledged.push(message);
      });
    }
    attempt(() => engine.flush());
    attempt(() => {
      engine.ingestLogs([{ message: 'd' }, { message: 'e' }]);
      acknowledged.push('d', 'e');
    });
    attempt(() => engine.close());
  }

  const whole = new FaultVfs(new MemoryVfs());
  run(whole, []);

  test.each(Array.from({ length: whole.operations }, (_, index) => index))(
    'as number %i loses nothing that was acknowledged',
    (after) => {
      for (const times of [1, Number.POSITIVE_INFINITY]) {
        const disk = new MemoryVfs();
        const acknowledged: string[] = [];
        try {
          run(new FaultVfs(disk, { fault: { after, times } }), acknowledged);
        } catch (error) {
          // It could not be opened.
          expect(error).toBeInstanceOf(EngineError);
        }
        const engine = new LogAnalyticsEngine({ vfs: disk.crash({ seed: after }), clock: testClock });
        const stored = engine.queryLogs().map(({ message }) => message);
        expect(stored).toEqual(expect.arrayContaining(acknowledged));
        expect(['a', 'b', 'c', 'd', 'e']).toEqual(expect.arrayContaining(stored));
        expect(new Set(stored).size).toBe(stored.length);
        engine.ingestLog({ message: 'goes on' });
        engine.close();
      }
    },
  );

  test('on the state of alerts when it is read puts it aside, and says so', () => {
    const disk = new MemoryVfs();
    const vfs = new FaultVfs(disk);
    run(vfs, []);
    vfs.fault = { pathIncludes: 'alerts.state', operations: ['readWhole'], times: 1 };
    const engine = new LogAnalyticsEngine({ vfs, clock: testClock });
    expect(engine.countLogs()).toBe(5);
    expect(engine.getAlertRules()).toEqual([]);
    expect(engine.getStats().problems).toMatchObject([{ kind: 'damage', file: 'tenants/default/alerts.state' }]);
    expect(disk.exists('tenants/default/alerts.state.damaged-1')).toBe(true);
    engine.close();
  });
});
