import { describe, expect, test } from 'vitest';
import { testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import { LogEntry, type LogEntryInit } from './entry/log-entry.ts';
import type { PreIngestHook } from './pre-ingest-hooks.ts';

const INIT: LogEntryInit = { timestamp: 1_700_000_000, level: 'INFO', message: 'hello', host: 'a' };

/** The ways in, each of which takes the entries and gives how many were stored. */
const WAYS: Record<string, (engine: LogAnalyticsEngine, entries: readonly LogEntryInit[]) => void> = {
  ingestLog: (engine, entries) => {
    for (const entry of entries) engine.ingestLog(entry);
  },
  'ingestLog with entries': (engine, entries) => {
    for (const entry of entries) engine.ingestLog(new LogEntry(entry));
  },
  ingestLogs: (engine, entries) => engine.ingestLogs(entries),
  ingestBytes: (engine, entries) =>
    engine.ingestBytes(Buffer.from(entries.map((each) => JSON.stringify(each)).join('\n'))),
};

describe.each(Object.entries(WAYS))('hooks of %s', (_, ingest) => {
  function stored(
    hook: PreIngestHook,
    entries: readonly LogEntryInit[] = [INIT],
  ): { rows: string[]; engine: LogAnalyticsEngine } {
    const engine = new LogAnalyticsEngine({ clock: testClock });
    engine.addPreIngestHook(hook);
    ingest(engine, entries);
    return { rows: engine.queryJson(), engine };
  }

  test.each<[string, PreIngestHook, object | null]>([
    ['that return nothing keep the entry', () => undefined, INIT],
    ['that return null drop it', () => null, null],
    [
      'that change the entry change what is stored',
      (entry) => {
        entry.level = 'WARN';
        entry.metadata.region = 'eu';
      },
      { ...INIT, level: 'WARN', region: 'eu' },
    ],
    [
      'that return another entry store that',
      () => new LogEntry({ ts: 1, message: 'other' }),
      { ts: 1, message: 'other' },
    ],
    [
      'that return what makes an entry store that',
      (entry) => ({ ...entry.toInit(), tags: ['x'] }),
      { ...INIT, tags: ['x'] },
    ],
  ])('%s', (_name, hook, expected) => {
    const { rows, engine } = stored(hook);
    expect(rows).toEqual(expected === null ? [] : [JSON.stringify(expected)]);
    expect(engine.getStats()).toMatchObject({ droppedByHooks: expected === null ? 1 : 0, hookErrors: 0 });
  });

  test.each<[string, PreIngestHook]>([
    [
      'throw',
      () => {
        throw new Error('broken');
      },
    ],
    ['return what makes no entry', () => ({ message: 1 }) as unknown as LogEntryInit],
    ['return a text', () => 'drop' as unknown as LogEntryInit],
    ['return a promise', () => Promise.resolve(null) as unknown as LogEntryInit],
    [
      'leave what is no entry',
      (entry) => {
        entry.tags = [1] as unknown as string[];
      },
    ],
    [
      'make a circle',
      (entry) => {
        entry.metadata.self = entry.metadata;
      },
    ],
  ])('that %s are counted, and the entry is stored as it came', (_name, hook) => {
    const { rows, engine } = stored(hook);
    expect(rows).toEqual([JSON.stringify(INIT)]);
    expect(engine.getStats()).toMatchObject({ droppedByHooks: 0, hookErrors: 1, accepted: 1 });
  });

  test('see the entries in order, each what the hook before left, until one drops it', () => {
    const engine = new LogAnalyticsEngine({ clock: testClock });
    const seen: string[] = [];
    engine.addPreIngestHook((entry) => ({ ...entry.toInit(), message: `${entry.message}!` }));
    const remove = engine.addPreIngestHook((entry) => (entry.message === 'b!' ? null : undefined));
    engine.addPreIngestHook((entry) => {
      seen.push(entry.message);
    });
    const entries = ['a', 'b', 'c'].map((message) => ({ ...INIT, message }));
    ingest(engine, entries);
    expect(seen).toEqual(['a!', 'c!']);
    remove();
    ingest(engine, entries);
    expect(seen).toEqual(['a!', 'c!', 'a!', 'b!', 'c!']);
    expect(engine.queryLogs().map(({ message }) => message)).toEqual(['a!', 'c!', 'a!', 'b!', 'c!']);
  });
});

test('the caller keeps his entry as it was', () => {
  const engine = new LogAnalyticsEngine();
  engine.addPreIngestHook((entry) => {
    entry.message = 'changed';
  });
  const entry = new LogEntry(INIT);
  engine.ingestLog(entry);
  expect(entry.message).toBe('hello');
  expect(engine.queryLogs()[0]!.message).toBe('changed');
});

test('lines keep their numbers in the report, whatever is dropped', () => {
  const engine = new LogAnalyticsEngine({ malformed: 'reject' });
  engine.addPreIngestHook((entry) => (entry.message === 'drop' ? null : undefined));
  const report = engine.ingestBytes(
    Buffer.from('{"message":"drop"}\n\n{"message":"keep"}\nbroken\n{"message":"drop"}\n'),
  );
  expect(report).toMatchObject({ accepted: 1, dropped: 2, rejected: 1, malformed: 1 });
  expect(report.errors.map(({ line }) => line)).toEqual([4]);
});

test('lines that are no JSON pass the hooks by; those of odd types do not, and stay as they are to the byte', () => {
  const engine = new LogAnalyticsEngine({ clock: testClock });
  const seen: string[] = [];
  engine.addPreIngestHook((entry) => {
    seen.push(entry.message);
  });
  const lines = [
    '{"msg":42,"timestamp":1.0}',
    'no json',
    '{"timestamp":1e0, "message" : "spaced"}',
    '{"timestamp":"odd"}',
  ];
  expect(engine.ingestBytes(Buffer.from(lines.join('\n')))).toMatchObject({ accepted: 4, malformed: 2 });
  expect(seen).toEqual(['42', 'spaced', '']);
  expect(engine.queryJson({ endTime: 10_000 })).toEqual([
    '{"msg":42,"timestamp":1.0}',
    '{"timestamp":1e0,"message":"spaced"}',
  ]);
});

test('a change of one field leaves the text of the numbers beside it', () => {
  const engine = new LogAnalyticsEngine({ clock: testClock });
  engine.addPreIngestHook((entry) => {
    entry.level = 'WARN';
  });
  engine.ingestBytes(
    Buffer.from('{"timestamp":1,"level":"INFO","ms":1.50,"nested":{"list":[1.0,2]},"big":12345678901234567890}'),
  );
  expect(engine.queryJson()).toEqual([
    '{"timestamp":1,"level":"WARN","ms":1.50,"nested":{"list":[1.0,2]},"big":12345678901234567890}',
  ]);
});

test('a hook must be a function', () => {
  expect(() => new LogAnalyticsEngine().addPreIngestHook('x' as unknown as PreIngestHook)).toThrow(
    'must be a function',
  );
});
