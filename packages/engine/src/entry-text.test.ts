import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryEntry, NOW_MS, testClock } from './engine.test-support.ts';
import { stringifyExactJson } from './entry/exact-json.ts';
import { LogEntry, type LogEntryInit } from './entry/log-entry.ts';
import { isWithinLimits, requireLimits } from './entry-limits.ts';
import { entryText } from './entry-text.ts';
import { LimitExceededError } from './errors/engine-error.ts';
import { ENTRY_LIMITS } from './errors/limits.ts';

const OPTIONS = { clock: testClock, lineBytesMax: 1 << 24 };

function textOrError(make: () => string): string {
  try {
    return make();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

describe('the text of an entry', () => {
  test('is that of the entry made of it, and its errors are those of making it', () => {
    const odd: fc.Arbitrary<LogEntryInit> = fc
      .record(
        {
          timestamp: fc.constantFrom<unknown[]>(
            '2026-03-02',
            'never',
            1e22,
            1e-9,
            -1,
            true,
            null,
            new Date(Number.NaN),
            5n,
            '',
          ),
          _msg: fc.constantFrom<unknown[]>('a', null, 1, ['a']),
          message: fc.constantFrom<unknown[]>('b', undefined, {}),
          level: fc.constantFrom<unknown[]>('INFO', 3, 3n, true, []),
          source: fc.constantFrom<unknown[]>('s', null, 1),
          tags: fc.constantFrom<unknown[]>(['a'], [], null, 'a', [1], [undefined]),
          metadata: fc.constantFrom<unknown[]>({ a: 1 }, null, [], 'x', {
            at: new Date(NOW_MS),
            big: 5n,
            f: () => 1,
            u: undefined,
          }),
        },
        { requiredKeys: [] },
      )
      .map((init) => init as LogEntryInit);
    fc.assert(
      fc.property(fc.oneof(arbitraryEntry, odd), (init) => {
        const text = textOrError(() => entryText(init, OPTIONS));
        const byEntry = textOrError(() => {
          new LogEntry(init, testClock);
          return stringifyExactJson(init)!;
        });
        expect(text).toBe(byEntry);
        if (!text.startsWith('{')) return;
        const entry = new LogEntry(init, testClock);
        expect(entryText(entry, OPTIONS)).toBe(JSON.stringify(entry));
      }),
      { numRuns: 3000 },
    );
  });

  test('is that of the entry as it was changed since, and checked again', () => {
    const entry = new LogEntry({ timestamp: 1, message: 'a' });
    entry.message = 'b';
    entry.metadata.x = 1n;
    expect(entryText(entry, OPTIONS)).toBe('{"timestamp":1,"message":"b","x":1}');
    entry.timestamp = 'never';
    expect(() => entryText(entry, OPTIONS)).toThrow('timestamp must be a time');
  });
});

describe('limits', () => {
  const depthOf = (depth: number): object => {
    let object: object = {};
    for (let level = 1; level < depth; level++) object = { a: object };
    return object;
  };

  test.each<[string, object, keyof typeof ENTRY_LIMITS | null]>([
    ['nesting up to the limit', depthOf(ENTRY_LIMITS.depth), null],
    ['nesting beyond it', depthOf(ENTRY_LIMITS.depth + 1), 'depth'],
    ['lists within lists beyond it', { a: JSON.parse(`${'['.repeat(64)}${']'.repeat(64)}`) }, 'depth'],
    ['as many fields as may be', Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [i, { v: i }])), null],
    ['one field more', Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [i, { v: i }])), 'fieldsPerLine'],
    ['one empty object more', Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [i, {}])), 'fieldsPerLine'],
    ['a long list, which is one field', { list: Array.from({ length: 5000 }, (_, i) => i) }, null],
    [
      'objects in a list, whose members are no fields',
      { list: Array.from({ length: 2000 }, () => ({ ['n'.repeat(200)]: 1 })) },
      null,
    ],
    ['what JSON leaves out', { a: undefined, b: (): number => 1, ...Object.fromEntries([[Symbol('s'), 1]]) }, null],
    ['a name up to the limit', { ['é'.repeat(64)]: 1 }, null],
    ['a path up to the limit', { ['a'.repeat(63)]: { ['b'.repeat(64)]: 1 } }, null],
    ['a path beyond it', { ['a'.repeat(64)]: { ['b'.repeat(64)]: 1 } }, 'fieldNameBytes'],
    ['what writes itself', { at: { toJSON: () => depthOf(64) } }, 'depth'],
  ])('%s', (_, entry, limit) => {
    if (limit === null) requireLimits(entry, 1 << 24);
    else {
      expect(() => requireLimits(entry, 1 << 24)).toThrow(LimitExceededError);
      expect(() => requireLimits(entry, 1 << 24)).toThrow(
        expect.objectContaining({ limit, allowed: ENTRY_LIMITS[limit] }),
      );
      expect(isWithinLimits(entry)).toBe(false);
    }
  });
});
