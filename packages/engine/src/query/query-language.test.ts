import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, LimitExceededError, QuerySyntaxError } from '../errors/engine-error.ts';
import type { FilterExtension } from './extensions/filter-extension.ts';
import type { PipeExtension } from './extensions/pipe-extension.ts';
import type { StatsFunctionExtension } from './extensions/stats-function-extension.ts';
import { testRun } from './pipeline/pipeline.test-support.ts';
import { queryRows, type ResultRow } from './pipeline/query-rows.ts';
import type { QueryContextOptions } from './query-context.ts';
import { QueryLanguage } from './query-language.ts';
import { blocksOf } from './query-script.test-support.ts';

const multipleOf: FilterExtension = {
  name: 'multiple_of',
  start: ([text, ...more]) => {
    const factor = Number(text);
    if (more.length > 0 || !(factor > 0)) throw new InvalidArgumentError('multiple_of needs one number above 0');
    return (value) => value !== '' && Number(value) % factor === 0;
  },
};
const double: PipeExtension = {
  name: 'twice',
  rowWise: true,
  start: (fields) => ({
    rows: (rows) =>
      rows.flatMap((row) => [row, { ...row, ...Object.fromEntries(fields.map((name) => [name, 'copy'])) }]),
  }),
};
const gaps: PipeExtension = {
  name: 'gaps',
  start() {
    let last: number | undefined;
    return {
      *rows(rows) {
        for (const row of rows) {
          if (last !== undefined) yield { gap: Number(row.n) - last };
          last = Number(row.n);
        }
      },
      finish: () => [{ last: last ?? 'none' }],
    };
  },
};
const product: StatsFunctionExtension<number> = {
  name: 'product',
  help: { description: 'multiplies' },
  initial: () => 1,
  add: (before, [text]) => (text === '' || text === undefined ? before : before * Number(text)),
  merge: (a, b) => a * b,
  result: (state) => state,
};
const listing: StatsFunctionExtension<string[]> = {
  name: 'listing',
  initial: () => [],
  add: (list, values) => [...list, values.join('/')],
  merge: (a, b) => [...a, ...b],
  result: (list) => list.sort().join(' '),
  memoryBytes: (list) => list.length * 1000,
};

function extended(): QueryLanguage {
  const language = new QueryLanguage();
  language.registerFilter(multipleOf);
  language.registerPipe(double);
  language.registerPipe(gaps);
  language.registerStatsFunction(product);
  language.registerStatsFunction(listing);
  return language;
}

const LINES = [1, 2, 3, 4, 5, 6].map(
  (n) => `{"_time":"2024-05-01T00:00:0${n}Z","_msg":"${n * 10}","host":"h${n % 2}","n":${n}}`,
);

function rowsOf(
  language: QueryLanguage,
  text: string,
  rowsPerBlock = 4,
  options: QueryContextOptions = {},
): ResultRow[] {
  const blocks = blocksOf(LINES, rowsPerBlock);
  const run = { ...testRun({ blocks: () => blocks }, options), operators: language.operators };
  return [...queryRows(language.parse(text), run)];
}

describe('operators of extensions', () => {
  const language = extended();

  it.each([
    ['n:multiple_of(3) | fields n', [{ n: 3 }, { n: 6 }]],
    ['!n:multiple_of(2) n:>1 | fields n', [{ n: 3 }, { n: 5 }]],
    ['multiple_of(20) | fields n', [{ n: 2 }, { n: 4 }, { n: 6 }]],
    ['nothing:multiple_of(3)', []],
    ['* | filter n:multiple_of(5) | fields n', [{ n: 5 }]],
    ['* | limit 9 | filter n:multiple_of(5) | fields n', [{ n: 5 }]],
    ['* | stats count() if (n:multiple_of(3)) x', [{ x: 2 }]],
    ['n:in(n:multiple_of(3) | fields n) | fields n', [{ n: 3 }, { n: 6 }]],
    ['n:<3 | fields n | twice n', [{ n: 1 }, { n: 'copy' }, { n: 2 }, { n: 'copy' }]],
    ['n:<2 | fields _time | twice', [{ _time: '2024-05-01T00:00:01Z' }, { _time: '2024-05-01T00:00:01Z' }]],
    ['n:<3 | twice | sort by (_time desc) | limit 1 | fields n', [{ n: 2 }]],
    ['n:<4 | gaps', [{ gap: 1 }, { gap: 1 }, { last: 3 }]],
    ['n:>9 | gaps | count()', [{ 'count(*)': 1 }]],
    ['* | stats product(n) p', [{ p: 720 }]],
    ['* | product(n)', [{ 'product(n)': 720 }]],
    [
      '* | stats by (host) product(n) p',
      [
        { host: 'h0', p: 48 },
        { host: 'h1', p: 15 },
      ],
    ],
    ['* | stats product(n) if (n:>4) p, listing(n, host) l', [{ p: 30, l: '1/h1 2/h0 3/h1 4/h0 5/h1 6/h0' }]],
    ['n:>9 | stats product(n) p', [{ p: 1 }]],
  ])('%s', (text, expected) => {
    for (const rowsPerBlock of [1, 4, 6]) expect(rowsOf(language, text, rowsPerBlock)).toEqual(expected);
  });

  it('are printed as they are parsed', () => {
    for (const text of [
      'n:multiple_of("3", "a b")',
      'multiple_of()',
      '* | twice "a b", c | gaps',
      '* | stats product(n) p',
    ]) {
      const query = language.parse(text);
      expect(language.parse(language.print(query))).toEqual(query);
    }
    expect(language.print(language.parse('n:multiple_of(3) | product(n) as p'))).toBe(
      'n:multiple_of("3") | stats product(n) as p',
    );
    expect(language.print(language.parse('"gaps"'))).toBe('"gaps"');
  });

  it('are offered by completion', () => {
    const names = (text: string): string[] => language.complete(text).candidates.map(({ name }) => name);
    expect(names('mult')).toEqual(['multiple_of']);
    expect(names('* | tw')).toEqual(['twice']);
    expect(names('* | stats prod')).toEqual(['product']);
    expect(language.complete('* | stats prod').candidates[0]?.help).toEqual({
      syntax: 'product(field, …)',
      description: 'multiplies',
      example: '* | stats product(field)',
    });
    expect(new QueryLanguage().complete('* | tw').candidates).toEqual([]);
  });

  it('say what is wrong with their arguments', () => {
    expect(() => rowsOf(language, 'n:multiple_of(x)')).toThrow('needs one number');
    expect(() => rowsOf(language, 'n:multiple_of(1')).toThrow(QuerySyntaxError);
    expect(() => rowsOf(language, '* | twice a b')).toThrow(QuerySyntaxError);
    expect(() => new QueryLanguage().parse('* | twice a, b')).toThrow(QuerySyntaxError);
  });

  it('keep to the memory of the query', () => {
    const run = (text: string) => () => rowsOf(language, text, 1, { memoryBytesMax: 4000 });
    expect(run('* | stats product(n) p')()).toEqual([{ p: 720 }]);
    expect(run('* | stats listing(n) l')).toThrow(LimitExceededError);
  });
});

describe('names', () => {
  it.each([
    ['multiple_of', 'a filter with the name multiple_of already'],
    ['len_range', 'a filter with the name len_range already'],
    ['_time', 'a filter of a field with the name _time already'],
    ['head', 'a pipe with the name head already'],
    ['product', 'a stats function with the name product already'],
    ['or', 'a word of LogsQL'],
    ['Upper', 'lower-case'],
    ['a b', 'lower-case'],
    ['', 'lower-case'],
  ])('%s is refused, whatever it is to name', (name, message) => {
    const language = extended();
    const before = language.syntax;
    expect(() => language.registerFilter({ ...multipleOf, name })).toThrow(message);
    expect(() => language.registerPipe({ ...gaps, name })).toThrow(InvalidArgumentError);
    expect(() => language.registerStatsFunction({ ...product, name })).toThrow(InvalidArgumentError);
    expect(language.syntax).toBe(before);
  });
});
