import { describe, expect, test, vi } from 'vitest';
import { NOW_MS, testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { parseExactJson } from './entry/exact-json.ts';
import type { LogEntryInit } from './entry/log-entry.ts';
import { InvalidArgumentError, LimitExceededError } from './errors/engine-error.ts';
import type { IngestReport } from './ingest-report.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

// Much work for a machine that does other work, too.
vi.setConfig({ testTimeout: 60_000 });

const NOW = new Date(NOW_MS).toISOString();

/** Ingests lines, and gives the report and the rows; a restart must not change them. */
function ingest(
  input: string | Uint8Array,
  options: EngineOptions = {},
): { report: IngestReport; rows: Record<string, unknown>[] } {
  const vfs = new MemoryVfs();
  const engine = new LogAnalyticsEngine({ vfs, clock: testClock, ...options });
  const report = engine.ingestBytes(typeof input === 'string' ? Buffer.from(input) : input);
  const rows = engine.queryJson();
  // Every row reads as an entry, and as what it came in as.
  expect(engine.queryLogs().map((entry) => JSON.stringify(entry))).toEqual(rows);
  expect(engine.countLogs()).toBe(report.accepted);
  engine.close();
  const reopened = new LogAnalyticsEngine({ vfs, clock: testClock, ...options });
  expect(reopened.queryJson()).toEqual(rows);
  reopened.close();
  return { report, rows: rows.map((row) => parseExactJson(row) as Record<string, unknown>) };
}

describe('malformed lines', () => {
  const input = '{"message":"good","timestamp":1}\nnot json\n\r\n{"message":"cut of\n[1]\n"x"\n{"a":1}x\n';

  test('are kept as messages with the reason', () => {
    const { report, rows } = ingest(input);
    expect(report).toMatchObject({ accepted: 6, malformed: 5, rejected: 0, bytes: input.length });
    expect(report.errors.map(({ line }) => line)).toEqual([2, 4, 5, 6, 7]);
    expect(rows.map(({ _msg, message }) => _msg ?? message)).toEqual([
      'good',
      'not json',
      '{"message":"cut of',
      '[1]',
      '"x"',
      '{"a":1}x',
    ]);
    for (const { parse_error } of rows.slice(1)) expect(parse_error).toMatch(/^not valid JSON: expected/);
  });

  test('are rejected where that was asked for', () => {
    const { report, rows } = ingest(input, { malformed: 'reject' });
    expect(report).toMatchObject({ accepted: 1, malformed: 5, rejected: 5 });
    expect(report.errors[0]).toEqual({ line: 2, reason: expect.stringContaining('not valid JSON') });
    expect(rows).toHaveLength(1);
  });

  test('do not stop at a hundred, but no more are described', () => {
    const { report } = ingest('x\n'.repeat(250));
    expect(report).toMatchObject({ accepted: 250, malformed: 250 });
    expect(report.errors).toHaveLength(100);
  });
});

test('what is no entry but a JSON object is kept as it came in, and read as queries see it', () => {
  const lines = [
    '{"msg":42}',
    '{"message":{"text":"hi"},"msg":"there"}',
    '{"timestamp":"yesterday"}',
    '{"timestamp":true,"_time":{"a":1},"ts":[]}',
    '{"level":{"name":"x"},"source":7,"tags":"one"}',
    '{"tags":[1,null,"x"],"metadata":"text"}',
    '{"timestamp":null,"message":null}',
    '{"_time":"","timestamp":""}',
  ];
  const engine = new LogAnalyticsEngine({ clock: testClock });
  expect(engine.ingestBytes(Buffer.from(lines.join('\n')))).toMatchObject({ accepted: lines.length, rejected: 0 });
  const rows = engine.queryLogs();
  for (const [index, line] of lines.entries()) {
    const row = JSON.parse(JSON.stringify(rows[index]));
    const given = JSON.parse(line);
    expect(row).toMatchObject(given);
    expect(rows[index]!.date.getTime()).toBe(NOW_MS);
    expect(rows[index]!.ageSeconds).toBe(0);
  }
  expect(rows[0]!.message).toBe('42');
  expect(rows[1]!).toMatchObject({ message: 'there', metadata: { message: { text: 'hi' } } });
  expect(engine.countLogs({ metadata: { 'message.text': 'hi' } })).toBe(1);
  expect(rows[4]!).toMatchObject({ source: '7', tags: ['one'] });
  expect(engine.countLogs({ source: '7', tags: 'one' })).toBe(1);
  expect(rows[5]!.tags).toEqual(['1', 'null', 'x']);
  expect(engine.countLogs({ allTags: ['1', 'x'] })).toBe(1);
  expect(JSON.parse(JSON.stringify(rows[2])).parse_error).toMatch('time');
});

describe('names', () => {
  test('of prototypes are names like others', () => {
    const line =
      '{"timestamp":1,"__proto__":{"polluted":1},"constructor":"c","toString":1,"hasOwnProperty":2,"metadata":{"__proto__":"p"}}';
    const engine = new LogAnalyticsEngine({ clock: testClock });
    engine.ingestBytes(Buffer.from(line));
    expect(engine.queryJson()).toEqual([line]);
    expect(JSON.stringify(engine.queryLogs()[0])).toBe(line);
    expect(engine.countLogs({ metadata: { '__proto__.polluted': 1 } })).toBe(1);
    expect(engine.countLogs({ metadata: { constructor: 'c', hasOwnProperty: 2 } })).toBe(1);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('of prototypes are values like others, in statistics too', () => {
    const engine = new LogAnalyticsEngine({ clock: testClock });
    engine.ingestLogs([
      { level: '__proto__', source: '__proto__', tags: ['__proto__', 'constructor'] },
      { level: 'toString', source: 'valueOf', tags: ['constructor'] },
    ]);
    const { levels, sources, tags } = engine.getStats();
    expect(Object.entries(levels)).toEqual([
      ['__PROTO__', 1],
      ['TOSTRING', 1],
    ]);
    expect(Object.entries(sources).sort()).toEqual([
      ['__proto__', 1],
      ['valueOf', 1],
    ]);
    expect(Object.entries(tags)).toEqual([
      ['constructor', 2],
      ['__proto__', 1],
    ]);
    const { groupBy } = engine.aggregateLogs({}, { groupBy: 'source' });
    expect(Object.entries(groupBy ?? {})).toEqual([
      ['__proto__', 1],
      ['valueOf', 1],
    ]);
    expect(JSON.parse(engine.exportMetricsJson()).log_analytics_entries_by_tag.constructor).toBe(2);
  });

  test('of ten thousand different fields are taken, and more than a thousand in a line are not', () => {
    const rows = Array.from({ length: 100 }, (_, row) => {
      const fields = Array.from({ length: 100 }, (_, field) => `"f${row}_${field}":${field}`);
      return `{"timestamp":${row},${fields.join(',')}}`;
    });
    const engine = new LogAnalyticsEngine({ clock: testClock });
    expect(engine.ingestBytes(Buffer.from(rows.join('\n')))).toMatchObject({ accepted: 100, malformed: 0 });
    expect(engine.queryJson({ metadata: { f77_42: 42 } })).toEqual([rows[77]]);
    engine.flush();
    expect(engine.queryJson({ metadata: { f77_42: 42 } })).toEqual([rows[77]]);

    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, field) => [`f${field}`, field]));
    const { report } = ingest(JSON.stringify(wide));
    expect(report).toMatchObject({ accepted: 1, malformed: 1 });
    expect(report.errors[0]!.reason).toMatch('more than 1000 fields');
  });
});

describe('texts', () => {
  test('that are not UTF-8 are mended, with a note', () => {
    const { report, rows } = ingest(Buffer.from('{"timestamp":1,"message":"caf\xe9"}\n{"timestamp":2}', 'latin1'));
    expect(report).toMatchObject({ accepted: 2, malformed: 1, rejected: 0 });
    expect(rows[0]).toEqual({
      timestamp: 1,
      message: 'caf\ufffd',
      parse_error: 'bytes that are not UTF-8 were replaced by U+FFFD',
    });
  });

  test('with lone surrogates are mended, with a note, on every way in', () => {
    const note = 'a lone surrogate was replaced by U+FFFD';
    const { report, rows } = ingest('{"timestamp":1,"message":"a\\ud800b"}');
    expect(report).toMatchObject({ accepted: 1, malformed: 1 });
    expect(rows).toEqual([{ timestamp: 1, message: 'a\ufffdb', parse_error: note }]);
    const engine = new LogAnalyticsEngine({ clock: testClock });
    engine.ingestLog({ timestamp: 1, message: 'a\ud800b' });
    expect(engine.ingestLogs([{ timestamp: 1, message: 'a\ud800b' }, {}])).toMatchObject({ malformed: 1, accepted: 2 });
    expect(engine.queryLogs({ endTime: 1000 }).map((entry) => entry.toJSON())).toEqual([rows[0], rows[0]]);
    expect(engine.getStats().malformed).toBe(2);
  });

  test('may hold NUL, controls, line feeds, quotes and any plane of Unicode', () => {
    const message = `\0\x01\x1f\x7f\n\r\t"\\\u2028\ufeff👋𝕏e\u0301`;
    const engine = new LogAnalyticsEngine({ clock: testClock });
    engine.ingestLog({ timestamp: 1, message, source: message, tags: [message], metadata: { [message]: message } });
    engine.flush();
    expect(engine.queryLogs({ keyword: '\0\x01', source: message, tags: message })[0]).toMatchObject({
      message,
      source: message,
      tags: [message],
      metadata: { [message]: message },
    });
  });

  test('of a mebibyte are taken, and more than the limit is not', () => {
    const message = 'x'.repeat(1024 * 1024);
    const { report, rows } = ingest(`${JSON.stringify({ timestamp: 1, message })}\r\n{"timestamp":2}\r\n`);
    expect(report).toMatchObject({ accepted: 2, malformed: 0, rejected: 0 });
    expect(rows[0]!.message).toBe(message);

    const limited = ingest(`{"timestamp":1}\n${JSON.stringify({ message })}\n{"timestamp":2}`, { lineBytesMax: 1000 });
    expect(limited.report).toMatchObject({ accepted: 2, rejected: 1 });
    expect(limited.report.errors).toEqual([
      { line: 2, reason: `the line has ${message.length + 14} bytes; the limit is 1000` },
    ]);
  });

  test('end at line feeds, with carriage returns or without; empty lines are nothing', () => {
    const { report, rows } = ingest('\n\r\n{"timestamp":1}\r\n\r\n\n{"timestamp":2}\n{"timestamp":3}\r');
    expect(report).toMatchObject({ accepted: 3, malformed: 0 });
    expect(rows.map(({ timestamp }) => timestamp)).toEqual([1, 2, 3]);
  });
});

test('deep nesting is kept as text, and refused as an entry', () => {
  const deep = `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`;
  const million = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
  const { report, rows } = ingest(`${deep}\n{"timestamp":1,"a":${million}}\n`);
  expect(report).toMatchObject({ accepted: 2, malformed: 2 });
  expect(rows.map(({ _msg }) => _msg)).toContain(deep);
  const engine = new LogAnalyticsEngine();
  expect(() => engine.ingestLog(JSON.parse(deep))).toThrow(LimitExceededError);
});

test('absurd times are times where they are any, and noted where they are none', () => {
  const { report, rows } = ingest(
    [
      '"0000-01-01T00:00:00Z"',
      '-62135596800',
      '"+275760-09-13T00:00:00Z"',
      '1e400',
      '99999999999999999999999',
      '"2026-02-30"',
    ]
      .map((time) => `{"timestamp":${time}}`)
      .join('\n'),
  );
  expect(report).toMatchObject({ accepted: 6, malformed: 3 });
  expect(rows.filter(({ parse_error }) => parse_error !== undefined)).toHaveLength(3);
});

describe('an entry that is none', () => {
  const cyclic: LogEntryInit = {};
  cyclic.self = { cyclic };
  let shared: unknown[] = [];
  for (let level = 0; level < 40; level++) shared = [shared, shared];

  test.each<[string, unknown, RegExp]>([
    ['null', null, /a log entry must be an object; got null/],
    ['a text', 'x', /a log entry must be an object/],
    ['a list', [], /a log entry must be an object; got a list/],
    ['a number for a message', { message: 1 }, /message must be a string/],
    ['a list for a source', { source: [] }, /source must be a string; got a list/],
    ['an object for a level', { level: {} }, /level must be a string or a number/],
    ['a tag that is no text', { tags: ['a', 1] }, /tags\[1\] must be a string/],
    ['a text for tags', { tags: 'a' }, /tags must be a list of strings/],
    ['a list for metadata', { metadata: [] }, /metadata must be an object; got a list/],
    ['a time that is none', { timestamp: 'soon' }, /timestamp must be a time/],
    ['a number that is no time', { timestamp: Number.NaN }, /timestamp must be a time/],
    ['an invalid Date', { timestamp: new Date(Number.NaN) }, /valid Date/],
    ['a boolean for a time', { timestamp: true }, /timestamp must be a time as a string, a number or a Date/],
    ['an entry within itself', cyclic, /nested deeper than 64 levels, or refers to itself/],
    ['a list that is shared without end', { shared }, /longer than 16777216 bytes|deeper than/],
    [
      'too many fields',
      Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`f${i}`, i])),
      /more than 1000 fields/,
    ],
    ['too long a name', { metadata: { ['é'.repeat(65)]: 1 } }, /longer than 128 bytes/],
    [
      'a value that throws',
      {
        a: {
          toJSON: () => {
            throw new Error('no');
          },
        },
      },
      /cannot be written as JSON: Error: no/,
    ],
  ])('(%s) is an error of its kind, and does not stop the others', (_, entry, message) => {
    const engine = new LogAnalyticsEngine({ clock: testClock });
    const attempt = (): void => engine.ingestLog(entry as LogEntryInit);
    expect(attempt).toThrow(message);
    try {
      attempt();
    } catch (error) {
      expect(error instanceof InvalidArgumentError || error instanceof LimitExceededError).toBe(true);
    }
    const report = engine.ingestLogs([{ message: 'before' }, entry as LogEntryInit, { message: 'after' }]);
    expect(report).toMatchObject({ accepted: 2, rejected: 1 });
    expect(report.errors).toEqual([{ line: 1, reason: expect.stringMatching(message) }]);
    expect(engine.queryLogs().map((each) => each.message)).toEqual(['before', 'after']);
  });
});

test('an entry may hold what JSON can: Dates, bigints, own classes, and functions are left out', () => {
  class Point {
    x = 1;
    method(): number {
      return this.x;
    }
  }
  const engine = new LogAnalyticsEngine({ clock: testClock });
  engine.ingestLog({
    timestamp: new Date(NOW_MS),
    level: 30n,
    at: new Date(0),
    big: 2n ** 64n,
    point: new Point(),
    run: () => 1,
    none: undefined,
    nan: Number.NaN,
    zero: Object.create(null),
    toJSON: () => 'not me',
  });
  expect(engine.queryJson()).toEqual([
    `{"timestamp":"${NOW}","level":30,"at":"1970-01-01T00:00:00.000Z","big":18446744073709551616,"point":{"x":1},"nan":null,"zero":{}}`,
  ]);
  expect(engine.queryLogs({ level: 'info', metadata: { big: 2n ** 64n, 'point.x': 1 } })).toHaveLength(1);
});
