import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonLineScanner } from './json-line-scanner.ts';
import { canonicalJson, damagedLines, hasLoneSurrogate, isJsonObject, objectTexts } from './json-texts.test-support.ts';
import { ShapeTrie } from './shape-trie.ts';

/** Scans texts one after the other with one trie, as a builder does. */
class Scan {
  readonly trie: ShapeTrie = new ShapeTrie();
  private readonly scanner = new JsonLineScanner(this.trie, new Uint8Array(0));

  /** Whether the scanner takes the line as it is; what stands behind it in memory must not matter. */
  takes(text: string | Uint8Array, trusted = false, behind = '0"}]\n'): boolean {
    const line = Buffer.from(text as string);
    this.scanner.use(Buffer.concat([Buffer.from('{"a":1}\n'), line, Buffer.from(behind), new Uint8Array(16)]));
    return this.scanner.scan(8, 8 + line.length, trusted) !== null && this.scanner.lineEnd === 8 + line.length;
  }
}

describe('the scanner', () => {
  test('takes no line that is no JSON object', () => {
    const scan = new Scan();
    fc.assert(
      fc.property(damagedLines, fc.constantFrom('\n', '}\n', '"}\n', '1}\n', ']}\n', 'ue}\n'), (bytes, behind) => {
        const text = Buffer.from(bytes).toString();
        if (scan.takes(text, false, behind)) expect(isJsonObject(text)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test('takes every line that was rewritten', () => {
    const scan = new Scan();
    fc.assert(
      fc.property(objectTexts, (text) => {
        expect(scan.takes(canonicalJson(text), true)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('takes lines without white space, duplicate keys, lone surrogates and odd arrays as they are', () => {
    const scan = new Scan();
    fc.assert(
      fc.property(
        objectTexts.filter((text) => !text.includes('[') && !hasLoneSurrogate(text)).map(canonicalJson),
        (text) => {
          expect(scan.takes(text)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test.each(['{"a":1,"a":2}', '{"a":{"b":1,"c":2,"b":3}}', '{"a":1,"\\u0061":2}', '{"a":{"b":{}},"a":1}'])(
    'leaves %s with its duplicate key to be rewritten, time and again',
    (text) => {
      const scan = new Scan();
      for (let i = 0; i < 3; i++) {
        expect(scan.takes(text)).toBe(false);
        expect(scan.takes('{"a":1}')).toBe(true);
      }
    },
  );

  test.each(['{"a":1,"b":{"a":2}}', '{"a":{"b":1},"b":2}', '{"a":{"a":{"a":1}}}', '{"a":{"b":1},"c":{"b":1}}'])(
    'sees no duplicate key in %s',
    (text) => {
      expect(new Scan().takes(text)).toBe(true);
    },
  );
});

describe('the trie of shapes', () => {
  test('grows by no node for lines of shapes that it knows', () => {
    const scan = new Scan();
    const lines = [
      '{"level":30,"msg":"a"}',
      '{"level":35,"msg":"a"}',
      '{"level":3,"msg":"a"}',
      '{"level":"x","msg":"a"}',
      '{"msg":"a","level":40}',
      '{"msg":"a","level":45}',
      '{"msg":"a","other":{"level":30},"level":4}',
      '{"l\\u0065vel":50}',
    ];
    for (const line of lines) expect(scan.takes(line)).toBe(true);
    const { nodeCount } = scan.trie;
    for (let i = 0; i < 20; i++) {
      for (const line of lines) expect(scan.takes(line.replace('30', '60').replace('40', '10'))).toBe(true);
    }
    expect(scan.trie.nodeCount).toBe(nodeCount);
  });

  test('has one node for each member of new shapes, and two more for each object', () => {
    const scan = new Scan();
    for (let i = 0; i < 1000; i++) scan.takes(`{"f${i}":{"g":1,"h":2}}`);
    expect(scan.trie.nodeCount).toBe(1 + 4 * 1000);
  });

  test('stops at the limits of a line', () => {
    const scan = new Scan();
    expect(scan.takes(`{${Array.from({ length: 100_000 }, (_, i) => `"f${i}":1`)}}`)).toBe(false);
    expect(scan.trie.nodeCount).toBeLessThanOrEqual(1002);
    expect(scan.takes(`${'{"a":'.repeat(1e6)}1${'}'.repeat(1e6)}`)).toBe(false);
    expect(scan.trie.nodeCount).toBeLessThanOrEqual(1002 + 64);
    expect(scan.takes(`{"${'x'.repeat(1e6)}":1}`)).toBe(false);
    expect(scan.trie.nodeCount).toBeLessThanOrEqual(1002 + 64);
  });
});
