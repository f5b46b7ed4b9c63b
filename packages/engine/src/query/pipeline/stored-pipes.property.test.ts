import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collapseNumbers, prettifyNumbers } from '../collapse/collapse-numbers.ts';
import { patternOfText } from '../patterns/pattern-texts.ts';
import { rowsOf } from './pipeline.test-support.ts';
import type { ResultRow } from './query-rows.ts';
import { storeRows } from './stored-rows.test-support.ts';

/** Enough for a machine that is busy with other tests. */
const TIMEOUT_MS = 60_000;

const variable = fc.oneof(
  fc.nat(20).map(String),
  fc.nat(99).map((n) => String(n).padStart(4, '0')),
  fc.constantFrom('a1', 'ff', '1f', '0x1f', '0xdead12', 'deadbeef00', 'v2', '7s', 'user42', '42user', '٣', 'été9'),
  fc.stringMatching(/^[0-9a-f]{8}$/),
  fc.bigInt({ min: 0n, max: 10n ** 17n }).map(String),
);
const separator = fc.constantFrom(' ', '-', ':', '.', '[', '=', ' — ');
const word = fc.constantFrom('<*>', 'user', 'dead', 'beef', 'ab', 'x', 'T', 'Zürich', 'took', 'decade');

/** Few templates with many variables, so that blocks keep them as such. */
const message = fc
  .tuple(fc.constantFrom(0, 1, 2, 3), variable, variable, separator, word)
  .map(
    ([form, a, b, mark, constant]) =>
      [`user ${a} took ${b}`, `${a}${mark}${b}`, `${constant}${mark}${a}`, `only ${constant}`][form]!,
  );

const stored = fc
  .array(fc.record({ message: fc.option(message, { freq: 12 }), ms: fc.nat(3000), level: fc.constantFrom('a', 'b') }), {
    minLength: 1,
    maxLength: 150,
  })
  .map((rows) =>
    rows.map(({ message, ms, level }) => ({
      ...(message === null ? {} : { message }),
      timestamp: new Date(1_714_521_600_000 + ms).toISOString(),
      level,
    })),
  );

interface Row {
  readonly message?: string;
  readonly timestamp: string;
  readonly level: string;
}

function expectedPatterns(rows: readonly Row[]): Map<string, Partial<ResultRow>> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.message === undefined) continue;
    const pattern = patternOfText(row.message);
    groups.set(pattern, [...(groups.get(pattern) ?? []), row]);
  }
  return new Map(
    [...groups].map(([pattern, members]) => {
      const times = members.map(({ timestamp }) => Date.parse(timestamp)).sort((a, b) => a - b);
      return [pattern, { count: members.length, first_seen: times[0]!, last_seen: times.at(-1)! }];
    }),
  );
}

function byCountAndText(a: ResultRow, b: ResultRow): number {
  return Number(b.count) - Number(a.count) || (String(a.pattern) < String(b.pattern) ? -1 : 1);
}

test(
  'patterns are those of the texts, from directories, templates and texts alike',
  () => {
    fc.assert(
      fc.property(stored, fc.constantFrom(40, 70, 200), (rows, rowsPerFlush) => {
        const source = storeRows(
          rows.map((row) => JSON.stringify(row)),
          rowsPerFlush,
        );
        const names = (list: readonly ResultRow[]): unknown[] => list.map(({ pattern, count }) => [pattern, count]);
        const all = rowsOf('* | patterns', source);
        expect(names(all)).toEqual(names(all.toSorted(byCountAndText)));
        expect(rowsOf('* | patterns 2 | fields count, pattern', source)).toEqual(
          all.slice(0, 2).map(({ pattern, count }) => ({ count, pattern })),
        );
        for (const [query, kept] of [
          ['* | patterns', rows],
          ['* | fields * | patterns', rows],
          ['level:a | patterns', rows.filter(({ level }) => level === 'a')],
        ] as const) {
          const found = rowsOf(query, source);
          const summary = found.map(({ pattern, count, first_seen, last_seen }) => [
            pattern,
            { count, first_seen: Date.parse(String(first_seen)), last_seen: Date.parse(String(last_seen)) },
          ]);
          expect(new Map(summary as [string, object][]), query).toEqual(expectedPatterns(kept));
          for (const { pattern, example, first_seen } of found) {
            expect(patternOfText(String(example))).toBe(pattern);
            const atFirst = kept.filter(({ timestamp }) => Date.parse(timestamp) === Date.parse(String(first_seen)));
            expect(atFirst.map((row) => row.message)).toContain(example);
          }
        }
      }),
      { numRuns: 60 },
    );
  },
  TIMEOUT_MS,
);

test(
  'numbers of stored templates collapse as those of their texts',
  () => {
    fc.assert(
      fc.property(stored, fc.boolean(), (rows, prettify) => {
        const source = storeRows(
          rows.map((row) => JSON.stringify(row)),
          200,
        );
        const collapse = (text: string): string =>
          prettify ? prettifyNumbers(collapseNumbers(text)) : collapseNumbers(text);
        const found = rowsOf(
          `* | copy _msg as raw | collapse_nums${prettify ? ' prettify' : ''} | fields raw, _msg`,
          source,
        );
        expect(found).toHaveLength(rows.length);
        for (const { raw = '', _msg = '' } of found) expect(_msg).toBe(collapse(String(raw)));
        const few = rowsOf(`level:b | collapse_nums | fields _msg`, source).map(({ _msg = '' }) => _msg);
        const texts = rows.filter(({ level }) => level === 'b').map((row) => collapseNumbers(row.message ?? ''));
        expect(few.sort()).toEqual(texts.sort());
      }),
      { numRuns: 60 },
    );
  },
  TIMEOUT_MS,
);

test(
  'what pipes answer does not depend on how rows are stored',
  () => {
    const queries = [
      '* | top 5 by (_msg) | fields hits',
      '* | top 3 by (level, _msg) | fields hits',
      '* | uniq by (_msg) with hits | sort by (_msg)',
      '* | field_names | sort by (name)',
      '* | facets 5',
      '* | sort by (_msg, _time desc) limit 7 | fields _msg, _time',
      '* | last 3 by (_time) | fields _time',
      '* | extract "user <u> took <t>" | stats by (u) count() n | sort by (u)',
      '* | unpack_words | unroll (_msg) | top 5 by (_msg) | fields hits',
      '* | stats by (level) count() n, count_uniq(_msg) u | sort by (level)',
    ];
    fc.assert(
      fc.property(stored, (rows) => {
        const lines = rows.map((row) => JSON.stringify(row));
        const [whole, parts] = [storeRows(lines, 1000), storeRows(lines, 7)];
        for (const query of queries) expect(rowsOf(query, parts), query).toEqual(rowsOf(query, whole));
      }),
      { numRuns: 40 },
    );
  },
  TIMEOUT_MS,
);

const object = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 4), variable, fc.nat(9))
  .map(
    ([form, a, n]) =>
      [`{"user":"${a}","n":${n}}`, `${a} {"n":${n}}`, `{"n":${n}} ${a}`, `{"user":${n}`, `user ${a}`][form]!,
  );

test(
  'objects and lengths of stored templates are those of their texts',
  () => {
    const queries = [
      ['unpack_json from _msg', 'unpack_json from text'],
      ['unpack_json from _msg fields (n)', 'unpack_json from text fields (n)'],
      ['unpack_json if (level:b) from _msg', 'unpack_json if (level:b) from text'],
      ['len(_msg) as n', 'len(text) as n'],
    ];
    const row = fc.record({ message: fc.oneof(object, message), level: fc.constantFrom('a', 'b') });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 400 }), (rows) => {
        const timestamp = new Date(1_714_521_600_000).toISOString();
        const source = storeRows(
          rows.map((given) => JSON.stringify({ ...given, timestamp })),
          300,
        );
        for (const [stored, made] of queries) {
          const tail = 'stats by (n, user) count() c | sort by (c desc, n, user)';
          const expected = rowsOf(`* | format "<_msg>" as text | ${made} | ${tail}`, source);
          expect(rowsOf(`* | ${stored} | ${tail}`, source), stored).toEqual(expected);
        }
        const lengths = rows.map((given) => Buffer.byteLength(given.message));
        expect(rowsOf('* | stats sum_len(_msg) n', source)).toEqual([{ n: lengths.reduce((a, b) => a + b, 0) }]);
      }),
      { numRuns: 60 },
    );
  },
  TIMEOUT_MS,
);

test('the rows of these tests are stored as templates', () => {
  const lines = Array.from({ length: 100 }, (_, i) =>
    JSON.stringify({ message: `user a${i} took ${i}`, timestamp: new Date(i).toISOString() }),
  );
  const blocks = [...storeRows(lines, 100).blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)];
  expect(blocks.map((block) => block.column('_msg')?.encoding)).toEqual(['template']);
});
