import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, damagedLines, hasLoneSurrogate, isJsonObject, objectTexts } from './json-texts.test-support.ts';
import { MalformedLineError, normalizeLine } from './normalize-line.ts';

describe('a line', () => {
  test('that is a JSON object becomes compact: the last of duplicate keys at the place of the first, numbers as they stood', () => {
    fc.assert(
      fc.property(objectTexts, (text) => {
        const line = normalizeLine(text);
        expect(line.json(undefined)).toBe(canonicalJson(text));
        expect(line.problem !== undefined).toBe(hasLoneSurrogate(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('is refused exactly when it is no JSON object', () => {
    fc.assert(
      fc.property(damagedLines, (bytes) => {
        const text = Buffer.from(bytes).toString();
        if (isJsonObject(text)) expect(normalizeLine(text).json(undefined)).toBe(canonicalJson(text));
        else expect(() => normalizeLine(text)).toThrow(MalformedLineError);
      }),
      { numRuns: 4000 },
    );
  });

  test.each([
    ['', 'not valid JSON: expected a JSON object, found the end of the line'],
    ['[1]', 'not valid JSON: expected a JSON object at column 1, found "[1]"'],
    ['{"a":1', "not valid JSON: expected ',' or '}', found the end of the line"],
    ['{"a":01}', `not valid JSON: expected ',' or '}' at column 7, found "1}"`],
    ['{"a":-}', 'not valid JSON: expected a value at column 6, found "-}"'],
    ['{"a":1.}', 'not valid JSON: expected a value at column 6, found "1.}"'],
    ['{"a":"x', 'not valid JSON: expected a string that ends and whose escapes are valid at column 6, found "\\"x"'],
    [
      '{"a":"\\x"}',
      'not valid JSON: expected a string that ends and whose escapes are valid at column 6, found "\\"\\\\x\\"}"',
    ],
    ['{"a":1}x', 'not valid JSON: expected the end of the line at column 8, found "x"'],
    ['{a:1}', 'not valid JSON: expected a key in quotes at column 2, found "a:1}"'],
  ])('(%j) is refused with its reason', (text, reason) => {
    expect(() => normalizeLine(text)).toThrow(new MalformedLineError(reason));
  });
});

describe('the limits', () => {
  const nested = (levels: number, inner: string): string => '{"a":'.repeat(levels - 1) + inner + '}'.repeat(levels - 1);

  test.each([
    ['64 levels of objects', nested(64, '{"a":1}'), true],
    ['65 levels of objects', nested(65, '{"a":1}'), false],
    ['an empty object at level 64', nested(64, '{}'), true],
    ['an empty object at level 65', nested(65, '{}'), false],
    ['an array at level 64', nested(64, '[1]'), true],
    ['an array at level 65', nested(65, '[1]'), false],
    ['64 levels within an array', `{"a":${'['.repeat(63)}${']'.repeat(63)}}`, true],
    ['65 levels within an array', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`, false],
    ['a million levels', `{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}`, false],
    ['1,000 fields', `{${Array.from({ length: 1000 }, (_, i) => `"f${i}":1`)}}`, true],
    ['1,001 fields', `{${Array.from({ length: 1001 }, (_, i) => `"f${i}":1`)}}`, false],
    ['1,001 empty objects', `{${Array.from({ length: 1001 }, (_, i) => `"f${i}":{}`)}}`, false],
    ['100,000 fields', `{${Array.from({ length: 100_000 }, (_, i) => `"f${i}":1`)}}`, false],
    ['100,000 values in an array', `{"a":[${Array.from({ length: 100_000 }, (_, i) => i)}]}`, true],
    ['a name of 128 bytes', `{"${'é'.repeat(64)}":1}`, true],
    ['a name of 129 bytes', `{"${'é'.repeat(64)}x":1}`, false],
    ['a path of 128 bytes', `{"${'a'.repeat(64)}":{"${'b'.repeat(63)}":1}}`, true],
  ])('(%s) hold', (_, text, isWithin) => {
    if (isWithin) expect(normalizeLine(text).json(undefined)).toBe(text);
    else expect(() => normalizeLine(text)).toThrow(/^the line is nested|^the line has more than|^a field name/);
  });

  test.each([
    ['a string', `"${'x'.repeat(1 << 24)}"`],
    ['a string of escapes', `"${'\\n'.repeat(1 << 23)}"`],
    ['a number', '1'.repeat(1 << 24)],
  ])('do not keep %s from being as long as a line can be', (_, value) => {
    expect(normalizeLine(`{"a":${value}}`).json(undefined) === `{"a":${value}}`).toBe(true);
    expect(normalizeLine(`{"a":${' '.repeat(1 << 24)}1}`).json(undefined)).toBe('{"a":1}');
  });

  test.each([
    ['a path of 129 bytes', { ['a'.repeat(64)]: { ['b'.repeat(64)]: 1 } }, ['a'.repeat(64)]],
    ['a path of 129 bytes that begins with an empty name', { '': { ['b'.repeat(128)]: { c: [] } } }, ['']],
    ['one among others, deeper in', { x: 1, a: { y: 2, b: { z: {}, ['c'.repeat(125)]: null } }, w: 3 }, ['a', 'b']],
    ['one at the end of a path', { a: { ['b'.repeat(120)]: { cde: 1, cdéfg: 2 } } }, ['a', 'b'.repeat(120)]],
  ])('leave an object with too long a name as text: %s', (_, entry, path) => {
    const expected = structuredClone(entry) as Record<string, unknown>;
    let parent = expected;
    for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
    parent[path.at(-1)!] = JSON.stringify(parent[path.at(-1)!]);
    const spaced = JSON.stringify(entry, undefined, 1).replaceAll('\n', ' ');
    expect(normalizeLine(spaced).json(undefined)).toBe(JSON.stringify(expected));
    expect(normalizeLine(JSON.stringify(expected)).json(undefined)).toBe(JSON.stringify(expected));
  });

  test('a description never holds half a character', () => {
    const text = `{"a${'😀'.repeat(33)}":1}`;
    expect(() => normalizeLine(text)).toThrow(/^a field name is longer than 128 bytes: a(😀){19}\ufffd…$/u);
  });
});

describe('a note', () => {
  test('is the last member', () => {
    expect(normalizeLine('{"a":1}').json('why')).toBe('{"a":1,"parse_error":"why"}');
  });

  test('stands behind what the line says already, once', () => {
    expect(normalizeLine('{"parse_error":"x","a":1}').json('why')).toBe('{"parse_error":"x; why","a":1}');
    expect(normalizeLine('{"parse_error":{"b":2}}').json('why')).toBe('{"parse_error":"{\\"b\\":2}; why"}');
    expect(normalizeLine('{"parse_error":"why"}').json('why')).toBe('{"parse_error":"why"}');
    expect(normalizeLine('{"parse_error":"x; why"}').json('why')).toBe('{"parse_error":"x; why"}');
  });
});
