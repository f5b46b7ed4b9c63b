import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import type { LogEntryInit } from './entry-init.ts';
import { parseExactJson } from './exact-json.ts';
import { LogEntry } from './log-entry.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const clock = (): number => NOW;

/** Through JSON and back, as a row of NDJSON goes. */
function fromJson(text: string): LogEntry {
  return new LogEntry(parseExactJson(text) as LogEntryInit, clock);
}

describe('LogEntry', () => {
  it('has what it was given', () => {
    const entry = new LogEntry(
      {
        timestamp: '2026-03-02T11:59:00.000000500Z',
        level: 'Error',
        message: 'connection lost',
        source: 'db',
        tags: ['a', 'b'],
        metadata: { user: { id: 7 } },
        host: 'h1',
      },
      clock,
    );
    expect(entry).toMatchObject({ level: 'Error', message: 'connection lost', source: 'db', tags: ['a', 'b'] });
    expect(entry.metadata).toEqual({ user: { id: 7 }, host: 'h1' });
    expect(entry.timestamp).toBe('2026-03-02T11:59:00.000000500Z');
    expect(entry.timeNs).toBe(BigInt(NOW - 60_000) * 1_000_000n + 500n);
    expect(entry.date).toEqual(new Date(NOW - 60_000));
    expect(entry.severityScore).toBe(40);
    expect(entry.ageSeconds).toBeCloseTo(60, 6);
  });

  it('has empty values and the time of the clock where nothing was given', () => {
    const entry = new LogEntry({}, clock);
    expect({ ...entry }).toEqual({
      timestamp: '2026-03-02T12:00:00.000Z',
      level: '',
      message: '',
      source: '',
      tags: [],
      metadata: {},
    });
    expect(entry.severityScore).toBe(20);
    expect(entry.toJSON()).toEqual({ timestamp: '2026-03-02T12:00:00.000Z' });
    expect(Math.abs(new LogEntry().ageSeconds)).toBeLessThan(60);
  });

  it('takes the first present name of time and message and leaves the others as metadata', () => {
    const entry = new LogEntry({ ts: 3, time: 2, _time: 1, msg: 'c', message: 'b', '@timestamp': null }, clock);
    expect(entry.timeNs).toBe(1_000_000_000n);
    expect(entry.message).toBe('b');
    expect(entry.metadata).toEqual({ ts: 3, time: 2, msg: 'c', '@timestamp': null });
    expect(Object.keys(entry.toJSON())).toEqual(['ts', 'time', '_time', 'msg', 'message', '@timestamp']);
  });

  it('passes over null and undefined names of time and message', () => {
    expect(new LogEntry({ _time: null, ts: 5 }).timeNs).toBe(5_000_000_000n);
    expect(new LogEntry({ _time: null }, clock).toJSON()).toEqual({ _time: '2026-03-02T12:00:00.000Z' });
    expect(new LogEntry({ _msg: undefined, msg: 'x' }, clock).message).toBe('x');
    expect(fromJson('{"ts":1,"_msg":null,"msg":"x"}').toJSON()).toEqual({ ts: 1, _msg: null, msg: 'x' });
  });

  it('keeps the text of a level and names a number', () => {
    expect(new LogEntry({ level: 'warn' }).level).toBe('warn');
    expect(new LogEntry({ level: 3 }).level).toBe('ERROR');
    expect(new LogEntry({ level: 30 }).level).toBe('INFO');
    expect(new LogEntry({ level: 35 }).level).toBe('35');
    expect(new LogEntry({ ts: 1, level: 30 }).toJSON()).toEqual({ ts: 1, level: 30 });
  });

  it('writes a Date as ISO 8601', () => {
    expect(new LogEntry({ timestamp: new Date(NOW) }).timestamp).toBe('2026-03-02T12:00:00.000Z');
  });

  it('keeps metadata apart from keys of the same name beside it', () => {
    const given = { ts: 1, level: 'INFO', metadata: { level: 'inner', host: 'inner' }, host: 'outer' };
    const entry = new LogEntry(given);
    expect(entry.level).toBe('INFO');
    expect(entry.metadata).toEqual({ level: 'inner', host: 'inner' });
    expect(entry.metadataValues('host')).toEqual(['inner', 'outer']);
    expect(JSON.stringify(entry)).toBe(JSON.stringify(given));
  });

  it('takes __proto__ for a key like any other', () => {
    const text = '{"ts":1,"__proto__":{"polluted":1},"metadata":{"constructor":1,"toJSON":2}}';
    const entry = fromJson(text);
    expect(JSON.stringify(entry)).toBe(text);
    expect(Object.getPrototypeOf(entry.metadata)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(entry.metadataValues('__proto__.polluted')).toEqual([1]);
    expect(new LogEntry({ ts: 1 }).metadataValues('__proto__')).toEqual([]);
    expect(JSON.stringify(fromJson('{"ts":1,"metadata":{"__proto__":7}}'))).toBe('{"ts":1,"metadata":{"__proto__":7}}');
  });

  it('writes integers beyond 2^53 digit by digit', () => {
    const text = '{"time":1582205715364123456,"id":9223372036854775807,"deep":[{"n":-9007199254740993}],"f":1.5}';
    const entry = fromJson(text);
    expect(entry.metadata.id).toBe(9223372036854775807n);
    expect(entry.timeNs).toBe(1582205715364123456n);
    expect(JSON.stringify(entry)).toBe(text);
    expect(JSON.stringify([entry])).toBe(`[${text}]`);
  });

  it.each<[string, unknown, string]>([
    ['a level', { level: true }, 'level must be a string or a number; got a value of type boolean'],
    ['a message', { message: 5 }, 'message must be a string'],
    ['a message of another name', { msg: {} }, 'msg must be a string'],
    ['a source', { source: [] }, 'source must be a string; got a list'],
    ['tags', { tags: 'a' }, 'tags must be a list of strings'],
    ['one tag', { tags: ['a', 1] }, 'tags[1] must be a string'],
    ['metadata', { metadata: [] }, 'metadata must be an object; got a list'],
    ['a timestamp', { ts: 'yesterday' }, 'ts must be a time such as'],
    ['a timestamp beyond time', { timestamp: 1e300 }, 'timestamp must be a time'],
    ['a timestamp of a wrong type', { time: {} }, 'time must be a time as a string'],
    ['an invalid Date', { timestamp: new Date(Number.NaN) }, 'timestamp must be a valid Date'],
    ['the entry', null, 'a log entry must be an object; got null'],
    ['the entry as a list', [], 'a log entry must be an object; got a list'],
    ['the entry as a text', 'x', 'a log entry must be an object'],
  ])('refuses a wrong type of %s by name', (_, init, message) => {
    const make = (): LogEntry => new LogEntry(init as LogEntryInit);
    expect(make).toThrow(InvalidArgumentError);
    expect(make).toThrow(message);
  });

  it('follows changes that a hook makes', () => {
    const given = { ts: 1, level: 30, tags: ['a'], host: 'h' };
    const entry = new LogEntry(given, clock);
    entry.level = 'ERROR';
    entry.timestamp = '2026-03-02T12:00:00Z';
    entry.source = 'hook';
    entry.message = 'new';
    entry.tags.push('b');
    entry.metadata.team = 'x';
    entry.metadata.level = 'inner';
    delete entry.metadata.host;
    expect(entry.severityScore).toBe(40);
    expect(entry.ageSeconds).toBe(0);
    expect(entry.toJSON()).toEqual({
      ts: '2026-03-02T12:00:00Z',
      level: 'ERROR',
      tags: ['a', 'b'],
      message: 'new',
      source: 'hook',
      team: 'x',
      metadata: { level: 'inner' },
    });
    expect(given).toEqual({ ts: 1, level: 30, tags: ['a'], host: 'h' });
    entry.timestamp = 'never';
    expect(() => entry.timeNs).toThrow(InvalidArgumentError);
  });

  it('adds new metadata to the object where there is one', () => {
    const entry = new LogEntry({ ts: 1, metadata: { a: 1 }, b: 2 });
    entry.metadata.c = 3;
    expect(entry.toJSON()).toEqual({ ts: 1, metadata: { a: 1, c: 3 }, b: 2 });
  });

  it('is copied by its constructor', () => {
    const entry = new LogEntry({ ts: 1, level: 30, message: 'x', id: 2n ** 60n });
    const copy = new LogEntry(entry);
    copy.metadata.id = 1;
    expect(entry.metadata.id).toBe(2n ** 60n);
    expect(new LogEntry(entry).toInit()).toEqual(entry.toInit());
  });

  it('comes back from JSON as it went in', () => {
    const key = fc.oneof(
      fc.constantFrom(
        'a',
        'b',
        'a.b',
        '__proto__',
        'constructor',
        'toString',
        '',
        '\ud800',
        'message_',
        'é',
        'level.x',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }).filter((text) => !/^\d+$/.test(text)),
    );
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }),
      fc.bigInt({ min: -(2n ** 70n), max: -(2n ** 53n) }),
    );
    const text = fc.option(fc.string({ unit: 'binary' }));
    const time = fc.option(fc.constantFrom<unknown>('2026-03-02', 1582205715, 1582205715364123456n, '-1.5'));
    const member = fc.oneof(
      fc.tuple(fc.constantFrom('_time', 'timestamp', '@timestamp', 'time', 'ts'), time),
      fc.tuple(fc.constantFrom('_msg', 'message', 'msg'), text),
      fc.tuple(fc.constant('level'), fc.oneof(text, fc.integer({ min: -5, max: 70 }))),
      fc.tuple(fc.constant('source'), text),
      fc.tuple(fc.constant('tags'), fc.option(fc.array(fc.string()))),
      fc.tuple(fc.constant('metadata'), fc.option(fc.array(fc.tuple(key, value)).map(Object.fromEntries))),
      fc.tuple(key, value),
    );
    fc.assert(
      fc.property(fc.array(member as fc.Arbitrary<[string, unknown]>, { maxLength: 8 }), (members) => {
        const init = Object.fromEntries([['_time', 1] as [string, unknown], ...members.filter(([k]) => k !== '_time')]);
        const entry = new LogEntry(init);
        const replacer = (_: string, v: unknown): unknown => (typeof v === 'bigint' ? `big ${v}` : v);
        expect(JSON.stringify(entry.toInit(), replacer)).toBe(JSON.stringify(init, replacer));
        const json = JSON.stringify(entry);
        expect(JSON.stringify(fromJson(json))).toBe(json);
      }),
      { numRuns: 500 },
    );
  });
});
