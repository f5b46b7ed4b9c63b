import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryEntry, NOW_MS } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import { LogEntry, type LogEntryInit } from './entry/log-entry.ts';
import { ENTRY_LIMITS } from './errors/limits.ts';
import { RowBatchBuilder } from './ingest/row-batch-builder.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

// In durability `fsync` entries become text, for the log; in the others those that are plainly entries do not.

const TEXTS = [
  '',
  'a',
  'a"b',
  'a\\b',
  '\\ud800',
  '\n',
  '\u0000',
  'é',
  '日本',
  '😀',
  '\ud83d',
  '\ude00',
  'x'.repeat(300),
];
const KEYS = [
  ...['a', 'b.c', '0', '12', '__proto__', 'toJSON', 'é', '"', '\ud800', 'constructor', 'n'.repeat(200), ''],
  ...[
    '_time',
    'timestamp',
    '@timestamp',
    'time',
    'ts',
    '_msg',
    'message',
    'msg',
    'level',
    'source',
    'tags',
    'metadata',
  ],
  ...['_stream', 'parse_error'],
];
const ODD: unknown[] = [
  ...[undefined, null, true, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e21, 1e-7, 2 ** 53, 5n, 2n ** 70n, 30, 3, 7.5],
  ...[new Date(NOW_MS), new Date(Number.NaN), new Date(8.64e15), Symbol('s'), (): number => 1, new Map([[1, 2]]), /a/],
  ...['2026-03-02T12:00:00Z', '2026-03-02 12:00', 'never', 1_772_452_800, '1772452800.5', 1.7e9, 1_772_452_800_123],
  ...[
    { toJSON: () => 'own' },
    { toJSON: 1 },
    Object.create(null),
    new String('s'),
    [undefined],
    new Array(1),
    [Number.NaN, null],
  ],
  ...[['a', 1, true], [[1]], [{ a: '\ud800' }], ['a"', '\n'], ['\ud800'], {}, { u: undefined }, { f: (): number => 1 }],
  Object.assign([1], { toJSON: () => 'list' }),
  Object.assign(new Date(NOW_MS), { toJSON: () => 'date' }),
  Object.defineProperty({ a: 1 }, 'toJSON', { value: () => 'hidden', enumerable: false }),
  Object.defineProperty({}, 'a', { get: () => 'got', enumerable: true }),
  Object.create({ inherited: 1 }),
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON('1.0'),
];

const leaf = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.constantFrom(...ODD),
  fc.double(),
  fc.integer(),
  fc.string({ unit: 'binary' }),
);
const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ unit: 'binary', maxLength: 3 }));

/** Own members, `__proto__` among them. */
function objectOf(members: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(members);
}

const { object } = fc.letrec<{ object: object; value: unknown }>((tie) => ({
  object: fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map(objectOf),
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, fc.array(leaf, { maxLength: 3 }), tie('object')),
}));

const entry = fc.oneof(
  arbitraryEntry,
  object.map((each) => each as LogEntryInit),
  fc.tuple(arbitraryEntry, object).map(([named, others]) => ({ ...named, ...others }) as LogEntryInit),
  fc.constantFrom<unknown[]>(null, 1, 'a', [], new Date(NOW_MS), new Map()).map((each) => each as LogEntryInit),
);

function outcome(engine: LogAnalyticsEngine, each: LogEntry | LogEntryInit): string {
  try {
    engine.ingestLog(each);
    return 'stored';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

function contentOf(engine: LogAnalyticsEngine): unknown {
  const { totalLogs, levels, sources, tags } = engine.getStats();
  return { rows: engine.queryJson(), read: engine.queryLogs(), totalLogs, levels, sources, tags };
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each));
}

describe('entries that are stored without making text of them', () => {
  test('are the same as those that go the way of text, whatever they are, also after a crash', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 2 }), (entries, made) => {
        let nowMs = NOW_MS;
        const clock = (): number => nowMs;
        const disk = new MemoryVfs();
        const byText = new LogAnalyticsEngine({ vfs: new MemoryVfs(), clock, durability: 'fsync' });
        const byEntry = new LogAnalyticsEngine({ vfs: disk, clock, durability: 'interval' });
        entries.forEach((each, index) => {
          const given = index % 3 < made ? asLogEntry(each) : each;
          expect(outcome(byEntry, given)).toBe(outcome(byText, given));
          nowMs += index % 2;
        });
        expect(text(contentOf(byEntry))).toBe(text(contentOf(byText)));
        expect(byEntry.getStats().malformed).toBe(byText.getStats().malformed);
        nowMs += 2000;
        for (const engine of [byText, byEntry]) engine.ingestLog({ message: 'last' });
        const crashed = disk.crash({ seed: 1, unsyncedBytes: 'drop', unsyncedEntries: 'lose' });
        const after = new LogAnalyticsEngine({ vfs: crashed, clock, durability: 'interval' });
        expect(text(contentOf(after))).toBe(text(contentOf(byText)));
        for (const engine of [byText, byEntry, after]) engine.close();
      }),
      { numRuns: 150 },
    );
  });

  test('are counted by the bytes of their lines', () => {
    const entries: LogEntryInit[] = [
      {
        timestamp: NOW_MS,
        level: 30,
        message: 'é 1',
        tags: ['a', 'b'],
        metadata: { n: null, e: '', o: {}, p: { q: 1.5 } },
      },
      { ts: '2026-03-02T12:00:00Z', msg: 'b', yes: true, 'ké"y': 'c' },
    ];
    const engine = new LogAnalyticsEngine();
    for (const each of entries) engine.ingestLog(each);
    const bytes = entries.reduce((sum, each) => sum + Buffer.byteLength(JSON.stringify(each)) + 1, 0);
    expect(engine.getStats().totalBytes).toBe(bytes);
  });

  test('may be those of a getter in another entry', () => {
    const engine = new LogAnalyticsEngine();
    const outer = {
      timestamp: 1,
      message: 'outer',
      get x() {
        engine.ingestLog({ timestamp: 2, message: 'inner', y: 'b' });
        return 'a';
      },
    };
    engine.ingestLog(outer);
    expect(engine.queryJson({ keyword: 'outer' })).toEqual(['{"timestamp":1,"message":"outer","x":"a"}']);
    expect(engine.countLogs({ keyword: 'inner' })).toBeGreaterThan(0);
    const failing = {
      message: 'failing',
      get x(): never {
        throw new RangeError('no value');
      },
    };
    expect(() => engine.ingestLog(failing)).toThrow(RangeError);
    engine.ingestLog({ message: 'next' });
    expect(engine.countLogs({ keyword: 'failing' })).toBe(0);
    expect(engine.countLogs({ keyword: 'next' })).toBe(1);
    const closing = {
      message: 'closing',
      get x() {
        engine.close();
        return 1;
      },
    };
    expect(() => engine.ingestLog(closing)).toThrow('closed');
  });

  test('have no members that were given to all objects', () => {
    const engine = new LogAnalyticsEngine();
    const prototype = Object.prototype as unknown as Record<string, unknown>;
    prototype.everywhere = 'x';
    try {
      engine.ingestLog({ timestamp: 1, message: 'a' });
    } finally {
      delete prototype.everywhere;
    }
    expect(engine.queryJson()).toEqual(['{"timestamp":1,"message":"a"}']);
  });

  test('keep to the limits', () => {
    const engine = new LogAnalyticsEngine({ lineBytesMax: 1024 });
    engine.ingestLog({ message: 'm'.repeat(900) });
    expect(() => engine.ingestLog({ message: 'm'.repeat(1100) })).toThrow('the limit is 1024');
    const wide = Object.fromEntries(Array.from({ length: ENTRY_LIMITS.fieldsPerLine + 1 }, (_, i) => [`f${i}`, 1]));
    expect(() => new LogAnalyticsEngine().ingestLog(wide)).toThrow('fields');
    const circular: Record<string, unknown> = {};
    circular.s = circular;
    expect(() => new LogAnalyticsEngine().ingestLog(circular)).toThrow('refers to itself');
    expect(engine.countLogs()).toBe(1);
  });
});

describe('of entries', () => {
  const isTaken = (each: unknown): boolean => {
    const builder = new RowBatchBuilder();
    builder.begin(1024);
    return builder.scanEntry(each) && builder.addEntry({ lineBytesMax: 1 << 24, nowMs: NOW_MS }) > 0;
  };

  test.each<[string, unknown]>([
    ['texts, numbers, booleans, null and undefined', { a: 'x', b: 1.5, c: true, d: null, e: undefined, f: 'é😀' }],
    ['nested objects and lists', { metadata: { a: { b: 1 }, c: [], d: ['x', 1], e: {} }, tags: ['a', 'é"'] }],
    ['times', { timestamp: new Date(NOW_MS), metadata: { at: new Date(NOW_MS) } }],
    ['entries without any', {}],
    ['levels of numbers', { level: 30 }],
  ])('%s are taken as they are', (_, each) => {
    expect(isTaken(each)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['bigints', { a: 1n }],
    ['functions', { a: (): number => 1 }],
    ['numbers that are none', { a: Number.NaN }],
    ['halves of characters', { a: '\ud83d' }],
    ['halves that look like one', { a: '\ud83d', b: '\ude00' }],
    ['what writes itself', { a: { toJSON: () => 1 } }],
    ['objects of classes', new Map()],
    ['times that are none', { timestamp: 'never' }],
    ['messages that are no texts', { message: 1 }],
    ['Dates that are no times', { message: new Date(NOW_MS) }],
    ['tags that are no texts', { tags: ['a', 1] }],
    ['lists of objects', { a: [{}] }],
  ])('%s become text', (_, each) => {
    expect(isTaken(each)).toBe(false);
  });
});

function asLogEntry(init: LogEntryInit): LogEntry | LogEntryInit {
  try {
    return new LogEntry(init, () => NOW_MS);
  } catch {
    return init;
  }
}
