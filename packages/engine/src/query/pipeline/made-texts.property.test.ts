import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from '../../bytes/words.ts';
import { rowsOf } from './pipeline.test-support.ts';
import type { ResultRow } from './query-rows.ts';
import { storeRows } from './stored-rows.test-support.ts';

/** More than pipes hand on at once. */
const ROWS = 600;

interface Row {
  readonly _time: string;
  readonly _msg: string;
  readonly level: string;
  readonly rare?: string;
}

const part = fc.constantFrom(
  'user',
  'user=7',
  'user=',
  'rare',
  'rare=new',
  'x=a',
  'y="b c"',
  "it's <b>",
  'été9',
  '12',
  '=z',
);
const message = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(' '));
const row = fc.record({
  message,
  level: fc.constantFrom('info', 'a "b"', "<'>"),
  rare: fc.option(fc.constantFrom('old', 'x y'), { freq: 1 }),
});

/** Few messages as they are, a dictionary, or all of them different. */
const rows = fc.tuple(fc.array(row, { minLength: 1, maxLength: 40 }), fc.boolean()).map(([given, areDistinct]) =>
  Array.from({ length: ROWS }, (_, i): Row => {
    const { message, level, rare } = given[i % given.length]!;
    return {
      _time: new Date(1_714_521_600_000 + i).toISOString(),
      _msg: areDistinct ? `${message} n${i}` : message,
      level,
      ...(rare === null || i % 3 > 0 ? {} : { rare }),
    };
  }),
);

function check(query: string, expected: (row: Row) => readonly ResultRow[]): void {
  fc.assert(
    fc.property(rows, (given) => {
      const source = storeRows(
        given.map((row) => JSON.stringify(row)),
        ROWS,
      );
      expect(rowsOf(query, source), query).toEqual(given.flatMap(expected));
    }),
    { numRuns: 15 },
  );
}

function present(fields: Readonly<Record<string, string>>): ResultRow {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''));
}

const escapeHtml = (json: string): string => json.replaceAll('<', '\\u003c').replaceAll("'", '\\u0027');

test('fields are packed as JSON and as logfmt', () => {
  check('* | pack_json fields (rare, level, _msg) as p | fields p', ({ rare = '', level, _msg }) => [
    { p: escapeHtml(JSON.stringify(present({ rare, level, _msg }))) },
  ]);
  check('* | pack_logfmt fields (level, rare) as p | fields p', ({ rare = '', level }) => {
    const members = Object.entries(present({ level, rare }));
    const quoted = members.map(([name, text]) => {
      const needsQuotes = /[\s"]/.test(String(text));
      return `${name}=${needsQuotes ? escapeHtml(JSON.stringify(text)) : text}`;
    });
    return [{ p: quoted.join(' ') }];
  });
});

test('words become lists and rows', () => {
  const unrolled = (words: readonly string[]): ResultRow[] => (words.length === 0 ? [{}] : words.map((w) => ({ w })));
  check('* | unpack_words as w | fields w', ({ _msg }) => [{ w: JSON.stringify(wordsOf(_msg)) }]);
  check('* | unpack_words as w | unroll (w) | fields w', ({ _msg }) => unrolled(wordsOf(_msg)));
  check('* | unpack_words as w drop_duplicates | unroll (w) | fields w', ({ _msg }) =>
    unrolled([...new Set(wordsOf(_msg))]),
  );
  check('* | unpack_words as w | filter level:info | unroll if (rare:old) (w) | fields w', ({ _msg, level, rare }) =>
    level !== 'info' ? [] : rare === 'old' ? unrolled(wordsOf(_msg)) : [{ w: JSON.stringify(wordsOf(_msg)) }],
  );
  check('* | unpack_words as w | unpack_words from level as v | unroll (v, w) | fields v, w', ({ _msg, level }) => {
    const [w, v] = [wordsOf(_msg), wordsOf(level)];
    const count = Math.max(1, w.length, v.length);
    return Array.from({ length: count }, (_, i) => present({ v: v[i] ?? '', w: w[i] ?? '' }));
  });
});

test('words are counted', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const source = storeRows(
        given.map((row) => JSON.stringify(row)),
        ROWS,
      );
      const hits = new Map<string, number>();
      for (const { _msg } of given) {
        const words = wordsOf(_msg);
        for (const word of words.length === 0 ? [''] : words) hits.set(word, (hits.get(word) ?? 0) + 1);
      }
      const found = rowsOf('* | unpack_words as w | unroll (w) | uniq by (w) with hits', source);
      expect(new Map(found.map(({ w = '', hits }) => [w, hits]))).toEqual(hits);
      const [top] = rowsOf('* | unpack_words as w | unroll (w) | top 1 by (w)', source);
      expect(top?.hits).toBe(Math.max(...hits.values()));
    }),
    { numRuns: 15 },
  );
});

test('of several values of a name in logfmt the last counts, missing ones too', () => {
  const last = (text: string, name: string): string | undefined =>
    [...text.matchAll(/(?:^| )(user|rare)(?:=([a-z0-9]*))?(?= |$)/g)].findLast(([, found]) => found === name)?.[2];
  const named = (text: string, name: string): boolean => new RegExp(`(^| )${name}(=| |$)`).test(text);
  const textOf = ({ _msg, rare = '' }: Row, name: 'user' | 'rare'): string =>
    named(_msg, name) ? (last(_msg, name) ?? '') : name === 'rare' ? rare : '';
  check('* | unpack_logfmt | fields user, rare', (row) => [
    present({ user: textOf(row, 'user'), rare: textOf(row, 'rare') }),
  ]);
  check('* | unpack_logfmt keep_original_fields | fields user, rare', (row) => [
    present({ user: textOf(row, 'user'), rare: row.rare ?? textOf(row, 'rare') }),
  ]);
});
