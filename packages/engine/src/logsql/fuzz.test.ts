import { describe, expect, it } from 'vitest';
import { QuerySyntaxError } from '../errors/engine-error.ts';
import { complete } from './completion.ts';
import { lex } from './lexer.ts';
import { LOGSQL } from './logsql.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';

/** How many queries are tried; a long run: `LOGSQL_FUZZ_QUERIES=1000000 npx vitest run packages/engine/src/logsql/fuzz`. */
const QUERIES = Number(process.env.LOGSQL_FUZZ_QUERIES ?? 20_000);
const SEED = Number(process.env.LOGSQL_FUZZ_SEED ?? 1);

const SOURCES = [
  'error and _time:[2023-02-01Z, now-1h) or !level:in(a, "b c")',
  '_time:5m {app="a", b=~"c|d" or e not_in (f)} | stats by (_time:1d offset -2h, ip:/24) count() if (x:>5KiB) y, sum(z*)',
  'u:in(options(concurrency=2) a:(b or c*) | fields u) | sort by (a desc, b) partition by (c) limit 5 rank as r',
  'seq(a, \'b\') i("c"*) ~`d.+` =e* len_range(1, inf) ipv4_range(1.2.3.4/8) a:lt_field(b) # comment',
  '* | math round(a ^ 2 + -b, 0.1) default 1h as c, max(d, e) | extract if (f:*) "<g>=<_:h>" from i keep_original_fields',
  '_time:day_range[08:00, 18:00] offset 2h _time:week_range(Mon, Fri) | join by (a) (b | count() c) inner prefix "d."',
  '* | unpack_json from a fields (b, c*) result_prefix d | top 5 by (e) hits as f | replace_regexp ("(g)", "$1") at h limit 2',
  '* | (a, b) quantile(0.99, c) d, count_uniq(e) limit 10 as f | f:>1 | facets 3 max_value_len 5 keep_const_fields',
  'min_severity:30 string_range(a, b) a:range[1e3, 0x10) contains_any(x | uniq by (y)) | patterns 5 at z | offset 3 | head',
];
const TOKENS = [
  ...new Set([
    ...SOURCES.flatMap((source) => lex(source).map((token) => source.slice(token.start, token.end))),
    ...[
      ...LOGSQL.pipes.keys(),
      ...LOGSQL.statsFunctions.keys(),
      ...LOGSQL.filters.keys(),
      ...LOGSQL.fieldFilters.keys(),
    ],
    ...[
      '"',
      "'",
      '`',
      '\\',
      '\\x',
      '\u0000',
      '\ud800',
      '😀',
      'é',
      '\n',
      '#',
      '**',
      '::',
      '()',
      '((',
      '))',
      '||',
      '-',
      '/',
      '1e999',
      '9',
    ],
  ]),
];

/** A pseudo-random number generator (mulberry32), so that a failure can be repeated by its seed. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function mutate(source: string, random: (below: number) => number): string {
  let text = source;
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(text.length + 1);
    const end = Math.min(text.length, at + random(12));
    const other = SOURCES[random(SOURCES.length)]!;
    const piece = [
      () => '',
      () => TOKENS[random(TOKENS.length)]!,
      () => ` ${TOKENS[random(TOKENS.length)]} `,
      () => String.fromCharCode(32 + random(96)),
      () => other.slice(random(other.length)),
      () => text.slice(at, end).repeat(2 + random(3)),
      () => `(${text.slice(at, end)})`,
    ][random(7)]!();
    text = text.slice(0, at) + piece + text.slice(random(2) === 0 ? at : end);
  }
  return text;
}

describe('mutated queries', () => {
  it(`are trees that print and parse again, or syntax errors (${QUERIES} queries)`, { timeout: 3_600_000 }, () => {
    const random = generator(SEED);
    let trees = 0;
    for (let round = 0; round < QUERIES; round++) {
      const text = mutate(SOURCES[random(SOURCES.length)]!, random);
      try {
        const tree = parse(text, LOGSQL);
        trees++;
        expect(parse(print(tree, LOGSQL), LOGSQL), text).toEqual(tree);
      } catch (error) {
        if (!(error instanceof QuerySyntaxError))
          throw new Error(`in round ${round}: ${JSON.stringify(text)}`, { cause: error });
        expect(error.position, text).toBeLessThanOrEqual(text.length);
        expect(text.startsWith(error.found, error.position), text).toBe(true);
      }
    }
    expect(trees).toBeGreaterThan(QUERIES / 20);
    expect(trees).toBeLessThan((QUERIES * 19) / 20);
  });

  it('can be completed anywhere', () => {
    const random = generator(SEED + 1);
    for (let round = 0; round < QUERIES / 20; round++) {
      const text = mutate(SOURCES[random(SOURCES.length)]!, random);
      const offset = random(text.length + 1);
      expect(complete(text, offset, LOGSQL).end).toBe(offset);
    }
  });
});
