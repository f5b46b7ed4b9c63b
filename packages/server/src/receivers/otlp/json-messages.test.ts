import { describe, expect, test } from 'vitest';
import { exportRequestFromJson } from './json-messages.ts';

/** A request with one record whose body is a value in a value in a value …, `depth` times. */
function nested(depth: number, text = 'x'): string {
  let value = JSON.stringify({ stringValue: text });
  for (let i = 0; i < depth; i++) value = `{"kvlistValue":{"values":[{"key":"k","value":${value}}]}}`;
  return `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${value}}]}]}]}`;
}

/** How often a byte of the JSON was looked at, and how often others got their turn. */
function countsOf(json: string): { readonly reads: number; readonly turns: number } {
  let reads = 0;
  const bytes = new Proxy(Buffer.from(json), {
    get(target, name) {
      if (typeof name === 'string' && /^\d+$/.test(name)) reads++;
      return Reflect.get(target, name, target);
    },
  });
  const steps = exportRequestFromJson(bytes);
  let turns = 0;
  while (steps.next().done !== true) turns++;
  return { reads, turns };
}

describe('a request in JSON', () => {
  test('is read once, however deep values lie in one another', () => {
    const flat = nested(1, 'x'.repeat(4000));
    const deep = nested(60, 'x'.repeat(4000 - 59 * 48));
    const perByte = (json: string): number => countsOf(json).reads / json.length;
    expect(perByte(deep)).toBeLessThan(4 * perByte(flat) + 4);
    const half = nested(30);
    const whole = nested(60);
    expect(perByte(whole)).toBeLessThan(1.3 * perByte(half));
  });

  test('may hold values 64 deep, and no deeper', () => {
    expect(() => countsOf(nested(64))).not.toThrow();
    expect(() => countsOf(nested(65))).toThrow(/nested deeper than \d+ levels/);
    expect(() => countsOf(`{"resourceLogs":${'['.repeat(300)}`)).toThrow(/expected an object/);
    expect(() => countsOf(`{"unknown":${'['.repeat(300)}`)).toThrow(/nested deeper/);
  });

  test('lets others have their turn, record by record', () => {
    const record = JSON.stringify({ body: { stringValue: 'x'.repeat(50_000) } });
    const records = Array.from({ length: 100 }, () => record).join(',');
    const json = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${records}]}]}]}`;
    const steps = exportRequestFromJson(Buffer.from(json));
    let turns = 0;
    while (steps.next().done !== true) turns++;
    expect(turns).toBe(4);
  });
});
