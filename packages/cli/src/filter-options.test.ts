import { describe, expect, test } from 'vitest';
import { filtersOf, inOptionNames } from './filter-options.ts';
import { metadataConditions } from './metadata-condition.ts';
import { secondsOption } from './time-option.ts';
import { UsageError } from './usage-error.ts';

const NOW_MS = Date.UTC(2026, 2, 2, 12);

describe('filtersOf', () => {
  test('translates every option', () => {
    const filters = filtersOf(
      {
        start: '90m',
        end: '2026-03-02T12:00:00+01:00',
        level: ['error'],
        source: ['api', 'db'],
        tag: ['a'],
        allTags: ['b', 'c'],
        keyword: ['x'],
        word: ['y', 'z'],
        phrase: 'p q',
        regex: 'r+',
        minSeverity: '30',
        meta: ['user.id=7', 'ms>=1.5', 'ms<9'],
        notSource: ['test'],
      },
      NOW_MS,
    );
    expect(filters).toEqual({
      startTime: new Date('2026-03-02T10:30:00Z'),
      endTime: '2026-03-02T12:00:00+01:00',
      level: ['error'],
      source: ['api', 'db'],
      tags: ['a'],
      allTags: ['b', 'c'],
      keywords: ['x'],
      words: ['y', 'z'],
      phrase: 'p q',
      regex: 'r+',
      minSeverity: 30,
      metadata: { 'user.id': 7, ms: { gte: 1.5, lt: 9 } },
      not: { source: ['test'] },
    });
  });

  test('is empty without options, and refuses two kinds of exclusion', () => {
    expect(filtersOf({})).toEqual({});
    expect(() => filtersOf({ notLevel: ['info'], notTag: ['x'] })).toThrow(UsageError);
  });

  test('speaks of options where the engine speaks of filters', () => {
    expect(inOptionNames('startTime must be a time')).toBe('--start must be a time');
    expect(inOptionNames('words[1] must be a string')).toBe('--word must be a string');
    expect(inOptionNames('the limit must be raised')).toBe('the limit must be raised');
  });
});

describe('metadataConditions', () => {
  test.each([
    ['a=b', { a: 'b' }],
    ['a=', { a: '' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=-1.50', { a: -1.5 }],
    ['a=007', { a: '007' }],
    ['a=18446744073709551615', { a: 18446744073709551615n }],
    ['a=true', { a: true }],
    ['a=null', { a: null }],
    ['a="1"', { a: '1' }],
    ['a.b<=2', { 'a.b': { lte: 2 } }],
    ['a>9007199254740993', { a: { gt: 9007199254740993n } }],
  ])('%s', (text, expected) => {
    expect(metadataConditions([text], '--meta')).toEqual(expected);
  });

  test.each([[['a']], [['=1']], [['a>b']], [['a="x']], [['a=1', 'a=2']], [['a=1', 'a>0']]])('refuses %j', (texts) => {
    expect(() => metadataConditions(texts, '--meta')).toThrow(UsageError);
  });
});

test('secondsOption reads seconds and durations', () => {
  expect(['90', '1.5', '5m', '250ms', '1d'].map((text) => secondsOption(text, '--window'))).toEqual([
    90, 1.5, 300, 0.25, 86400,
  ]);
  expect(() => secondsOption('-1', '--window')).toThrow(UsageError);
});
