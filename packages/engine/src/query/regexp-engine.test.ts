import { describe, expect, test } from 'vitest';
import type { VariableClass } from '../columns/value-predicate.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { nativePattern } from './native-pattern.ts';
import { parsePattern } from './pattern-parser.ts';
import { compileRegexp } from './regexp-engine.ts';

const TRACE = 'TraceID: [0-9a-f]{32} SpanID: [0-9a-f]{16}';

describe('compileRegexp', () => {
  test('refuses a wrong pattern with the reason of RE2', () => {
    expect(() => compileRegexp('a(b')).toThrow(InvalidArgumentError);
    expect(() => compileRegexp('a(b')).toThrow('missing closing )');
    expect(() => compileRegexp('(?=a)')).toThrow('invalid or unsupported Perl syntax');
  });

  test('finds the texts that a match must have', () => {
    expect(compileRegexp(TRACE).requiredTexts).toEqual(['TraceID: ', ' SpanID: ']);
    expect(compileRegexp('(foo|bar)baz').requiredTexts).toEqual(['baz']);
    expect(compileRegexp('(ab)+c?d').requiredTexts).toEqual(['ab', 'd']);
    expect(compileRegexp('(?i)abc').requiredTexts).toEqual([]);
    expect(compileRegexp('\\x{1F600}!').requiredTexts).toEqual(['😀!']);
  });

  test('has no decider for syntax beyond the common', () => {
    for (const pattern of ['\\pL', '[[:alpha:]]', '(?m)^a', '\\Qa\\E', 'a{,2}']) {
      expect(compileRegexp(pattern).template).toBeUndefined();
    }
  });
});

describe('nativePattern', () => {
  const isNative = (pattern: string): boolean => nativePattern(parsePattern(pattern)!) !== null;

  test('takes bounded quantifiers on single characters', () => {
    expect(['abc', TRACE, '[a-c]{1,9}x?', '^a$', '(ab)c'].map(isNative)).toEqual(Array(5).fill(true));
  });

  test('takes any quantifier behind which nothing stands', () => {
    expect(['a*', 'ba+', '(ab{2,})', 'a{1,40}b*'].map(isNative)).toEqual(Array(4).fill(true));
  });

  test('knows that a surrogate pair is one character', () => {
    expect(['a😀a', 'a-😀-a'].map((text) => compileRegexp('\\Ba*').test(text))).toEqual([false, true]);
  });

  test('leaves to re2js what could take long', () => {
    expect(['a*$', 'a+b', '(a+)b', 'a|b', '(ab){2}', '(ab)+', 'a{1,40}b{1,40}c'].map(isNative)).toEqual(
      Array(7).fill(false),
    );
  });
});

describe('the decider', () => {
  const hex = (length: number): VariableClass => ({ alphabet: 'hex-lower', length });
  const digits: VariableClass = { alphabet: 'digits', length: 0 };
  const word: VariableClass = { alphabet: 'word', length: 0 };

  test.each([
    [TRACE, ['TraceID: ', ' SpanID: ', ''], [hex(32), hex(16)], 'all'],
    [TRACE, ['TraceID: ', ' SpanID: ', ''], [hex(32), hex(14)], 'none'],
    [TRACE, ['TraceID: ', ' SpanID: ', ''], [word, hex(16)], 'some'],
    [TRACE, ['TraceID: ', ' Span: ', ''], [hex(32), hex(16)], 'none'],
    ['took \\d+ ms', ['took ', ' ms'], [digits], 'all'],
    ['took \\d{3} ms', ['took ', ' ms'], [digits], 'some'],
    ['took [a-z]+ ms', ['took ', ' ms'], [digits], 'none'],
    ['^took', ['took ', ''], [digits], 'all'],
    ['^took', ['it took ', ''], [digits], 'none'],
    ['\\d$', ['took ', ''], [digits], 'all'],
    ['s$', ['took ', ' ms'], [digits], 'all'],
    ['a.*b', ['a ', ' b'], [word], 'all'],
    ['x7', ['', ' '], [word], 'some'],
    ['', ['', ''], [word], 'all'],
  ] as const)('%s on %j is decided', (pattern, pieces, variables, decision) => {
    expect(compileRegexp(pattern).template!.decide(pieces, variables)).toBe(decision);
  });
});
