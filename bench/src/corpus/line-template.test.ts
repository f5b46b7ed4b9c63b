import { describe, expect, test } from 'vitest';
import { LINE_FAMILIES } from './line-families.ts';
import { compileLine, type LineTemplate } from './line-template.ts';
import { SeededRandom } from './seeded-random.ts';
import { TracePool } from './trace-pool.ts';

function makeRow(template: Omit<LineTemplate, 'weight'>): ReturnType<ReturnType<typeof compileLine>> {
  return compileLine({ weight: 1, ...template }, 'tag')(new SeededRandom(1), new TracePool());
}

describe('compileLine', () => {
  test('a variable has one value in a row, a numbered one another', () => {
    const row = makeRow({ source: 's', message: '{hex40} {hex40} {hex40.2}', fields: { id: '{hex40}' } });
    const [first, again, second] = row.message.split(' ');
    expect(again).toBe(first);
    expect(second).not.toBe(first);
    expect(row.fields).toEqual([['id', JSON.stringify(first)]]);
  });

  test('fields are strings, or JSON as it stands after an equals sign; other braces are text', () => {
    const row = makeRow({ source: 's', message: '{ "a": {} }', fields: { text: 'C:\\"x"', list: '=[1, {digit}]' } });
    expect(row.message).toBe('{ "a": {} }');
    expect(row.level).toBe('INFO');
    expect(row.fields[0]).toEqual(['text', '"C:\\\\\\"x\\""']);
    expect(row.fields[1]?.[1]).toMatch(/^\[1, \d\]$/);
  });

  test('a field with a question mark comes and goes', () => {
    const make = compileLine({ weight: 1, source: 's', message: 'm', fields: { 'a?': '1' } }, 'tag');
    const random = new SeededRandom(2);
    const present = Array.from({ length: 1000 }, () => make(random, new TracePool())).filter(
      (row) => row.fields.length,
    );
    expect(present.length / 1000).toBeCloseTo(0.5, 1);
  });

  test('the trace id of the message is known', () => {
    const row = makeRow({ source: 's', message: 'TraceID: {trace}' });
    expect(row.message).toBe(`TraceID: ${row.messageTraceId}`);
    expect(makeRow({ source: 's', message: 'none' }).messageTraceId).toBeUndefined();
  });

  test('an unknown variable is refused by name', () => {
    expect(() => makeRow({ source: 's', message: 'a {nothing} b' })).toThrow('{nothing}');
  });
});

test('every line of every family can be made, and its fields are JSON', () => {
  const random = new SeededRandom(8);
  const traces = new TracePool();
  for (const { lines, tag } of LINE_FAMILIES) {
    for (const line of lines) {
      for (const [key, json] of compileLine(line, tag)(random, traces).fields) {
        expect(() => JSON.parse(json), `${line.source} ${key}: ${json}`).not.toThrow();
      }
      const duration = Object.keys(line.fields ?? {}).indexOf('duration_ms');
      expect(duration, `${line.source}: the duration comes first`).toBeLessThanOrEqual(0);
    }
  }
});

test('a trace id is used for at most three rows', () => {
  const random = new SeededRandom(3);
  const traces = new TracePool();
  const uses = new Map<string, number>();
  for (let draw = 0; draw < 20_000; draw++) {
    const id = traces.next(random);
    uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  const counts = [1, 2, 3].map((times) => [...uses.values()].filter((count) => count === times).length);
  expect(counts[0]! + counts[1]! + counts[2]!).toBe(uses.size);
  expect(counts[0]!).toBeGreaterThan(counts[1]!);
  expect(counts[1]!).toBeGreaterThan(counts[2]!);
  expect(counts[2]!).toBeGreaterThan(0);
});
