import { describe, expect, test } from 'vitest';
import { entryOfRow } from './stored-entry.ts';

describe('the text of numbers', () => {
  test.each([
    '{"timestamp":1,"a":1.0}',
    '{"timestamp":1,"a":-0,"b":0.10,"c":1e3,"d":1E+3,"e":1.5}',
    '{"timestamp":1.50,"a":{"b":[1.0,2,{"c":100e-2}]}}',
    '{"timestamp":1,"a":12345678901234567890,"b":0.1234567890123456789012,"c":1e400}',
    '{"timestamp":1,"message":"1.0, 2.50]","a":[[]]}',
    '{"timestamp":1,"__proto__":{"x":1.0},"metadata":{"level":2.0,"y":3.0},"level":30.0}',
    '{"timestamp":1,"tags":["a"],"a":0.5}',
  ])('comes back in %s', (json) => {
    const entry = entryOfRow(json, () => ({ ms: 1000, subMs: 0 }), Date.now);
    expect(JSON.stringify(entry)).toBe(json);
  });

  test('is that of the new number where one was changed', () => {
    const entry = entryOfRow(
      '{"timestamp":1,"a":1.0,"b":{"c":2.0,"d":3.0},"e":[1.0,1.0]}',
      () => ({ ms: 1000, subMs: 0 }),
      Date.now,
    );
    entry.metadata.a = 7;
    (entry.metadata.b as Record<string, unknown>).c = 'text';
    (entry.metadata.e as unknown[]).push(5);
    expect(JSON.stringify(entry)).toBe('{"timestamp":1,"a":7,"b":{"c":"text","d":3.0},"e":[1.0,1.0,5]}');
  });
});
