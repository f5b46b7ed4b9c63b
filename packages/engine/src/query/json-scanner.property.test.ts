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

test('what JSON.parse refuses is refused, but for what is no number', () => {
  fc.assert(
    fc.property(
      object,
      fc.nat(),
      fc.constantFrom('', '"', '{', '}', ',', ':', '[', ']', '\\', '0', 'x', 'true', '-'),
      (value, at, inserted) => {
        const text = JSON.stringify(value);
        const place = at % (text.length + 1);
        for (const changed of [text.slice(0, place) + inserted + text.slice(place), text.slice(0, place)]) {
          expect(scan(changed) !== undefined, changed).toBe(isObjectText(changed));
        }
      },
    ),
    { numRuns: 5000 },
  );
});

/** Whether a text is a JSON object where loose numbers and escapes are none of it. */
function isObjectText(text: string): boolean {
  try {
    const strict = text.replace(TOKEN, (token) => (token.startsWith('"') ? '""' : isWord(token) ? token : '0'));
    const parsed: unknown = JSON.parse(strict);
    return typeof parsed === 'object' && parsed !== null && text.startsWith('{');
  } catch {
    return false;
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|true|false|null|[0-9.e][-+0-9.e]*|[-+][-+0-9.e]+/gis;

function isWord(token: string): boolean {
  return token === 'true' || token === 'false' || token === 'null';
}

test('numbers keep their digits, and deep nesting is refused', () => {
  expect(scan('{"a":1.50,"b":12345678901234567890,"c":1E5,"d":-0}')).toEqual([
    ['a', '1.50', true],
    ['b', '12345678901234567890', true],
    ['c', '1E5', true],
    ['d', '-0', true],
  ]);
  expect(scan(`{"a":${'['.repeat(100_000)}`)).toBeUndefined();
  expect(scan(`${'{"a":'.repeat(100_000)}1`)).toBeUndefined();
  expect(scan('[1]')).toBeUndefined();
});

test('texts that are not JSON to the letter are taken as they stand', () => {
  expect(scan('{"a":NaN,"b":-Inf,"c":[nan, +INF],"d":01,"e":2024-05-01,"f":1.2.3}')).toEqual([
    ['a', 'NaN', true],
    ['b', '-Inf', true],
    ['c', '[nan,+INF]', false],
    ['d', '01', true],
    ['e', '2024-05-01', true],
    ['f', '1.2.3', true],
  ]);
  expect(scan('{"a":"x\ny\t\\u0041","b":"C:\\dir\\x"}')).toEqual([
    ['a', 'x\ny\tA', false],
    ['b', 'C:\\dir\\x', false],
  ]);
  expect(scan('{"a":"\\ud800z\\ud83d\\ude00\\ud800\\u0041","b":"\\u12"}')).toEqual([
    ['a', '\\ud800z😀\ufffd', false],
    ['b', '\\u12', false],
  ]);
  for (const text of ['{"a":Infinity}', '{"a":+}', '{"a":-x}', '{"a":tru}', '{"a":nul}']) {
    expect(scan(text), text).toBeUndefined();
  }
});

test('arrays keep the escapes of their texts', () => {
  expect(scan('{"a":[ "\\u0041\\/" , {"\\u0042" : [1.50, true] } ]}')).toEqual([
    ['a', '["\\u0041\\/",{"\\u0042":[1.50,true]}]', false],
  ]);
  expect(scanner.items('["\\u0041\\/", ["\\u0041"]]')).toEqual(['A/', '["\\u0041"]']);
});
