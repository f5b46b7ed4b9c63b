import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonScanner } from './json-scanner.ts';

const scanner = new JsonScanner();

/** What the fields of a JSON object are, told from what `JSON.parse` makes of it. */
function flatten(value: object, prefix = ''): [string, string, boolean][] {
  return Object.entries(value).flatMap(([key, member]: [string, unknown]): [string, string, boolean][] => {
    const name = prefix + key;
    if (member === null) return [];
    if (typeof member === 'string') return [[name, member, false]];
    if (Array.isArray(member) || typeof member !== 'object')
      return [[name, JSON.stringify(member), typeof member === 'number']];
    return flatten(member as object, `${name}.`);
  });
}

function scan(text: string): [string, string, boolean][] | undefined {
  const found: [string, string, boolean][] = [];
  return scanner.visitObject(text, (...field) => found.push(field)) ? found : undefined;
}

const object = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });

test('the fields of an object are those that JSON.parse finds, also with white space', () => {
  fc.assert(
    fc.property(object, fc.constantFrom(0, 1, '\t'), (value, indent) => {
      // Keys that repeat behind a prefix would stand twice.
      expect(scan(JSON.stringify(value, null, indent))).toEqual(flatten(JSON.parse(JSON.stringify(value)) as object));
    }),
    { numRuns: 2000 },
  );
});

test('the items of an array are those that JSON.parse finds', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 3 })), fc.constantFrom(0, 2), (value, indent) => {
      const items = scanner.items(JSON.stringify(value, null, indent));
      const parsed = JSON.parse(JSON.stringify(value)) as unknown[];
      expect(items).toEqual(parsed.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))));
    }),
    { numRuns: 2000 },
  );
});

test('what JSON.parse refuses is refused', () => {
  fc.assert(
    fc.property(
      object,
      fc.nat(),
      fc.constantFrom('', '"', '{', '}', ',', ':', '[', ']', '\\', '0', 'x', 'true', '-'),
      (value, at, inserted) => {
        const text = JSON.stringify(value);
        const place = at % (text.length + 1);
        for (const changed of [text.slice(0, place) + inserted + text.slice(place), text.slice(0, place)]) {
          let isObject: boolean;
          try {
            const parsed: unknown = JSON.parse(changed);
            isObject = typeof parsed === 'object' && parsed !== null && changed.startsWith('{');
          } catch {
            isObject = false;
          }
          expect(scan(changed) !== undefined, changed).toBe(isObject);
        }
      },
    ),
    { numRuns: 5000 },
  );
});

test('numbers keep their digits, and deep nesting is refused', () => {
  expect(scan('{"a":1.50,"b":12345678901234567890,"c":1E5,"d":-0}')).toEqual([
    ['a', '1.50', true],
    ['b', '12345678901234567890', true],
    ['c', '1E5', true],
    ['d', '-0', true],
  ]);
  expect(scan(`{"a":${'['.repeat(100_000)}`)).toBeUndefined();
  expect(scan(`${'{"a":'.repeat(100_000)}1`)).toBeUndefined();
  expect(scan('{"a":NaN,"b":-Infinity,"c":[nan,Inf]}')).toEqual([
    ['a', 'NaN', false],
    ['b', '-Infinity', true],
    ['c', '[nan,Inf]', false],
  ]);
  expect(scan('{"a":01}')).toBeUndefined();
  expect(scan('[1]')).toBeUndefined();
  expect(scan('{"a":"x\ny\t\\u0041"}')).toEqual([['a', 'x\ny\tA', false]]);
});
