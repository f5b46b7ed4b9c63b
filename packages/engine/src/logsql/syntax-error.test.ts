import { describe, expect, it } from 'vitest';
import { QuerySyntaxError } from '../errors/engine-error.ts';
import { LOGSQL } from './logsql.ts';
import { parse } from './parse.ts';
import { QUERY_DEPTH_MAX, QUERY_LENGTH_MAX } from './query-limits.ts';

function errorOf(text: string): QuerySyntaxError {
  try {
    parse(text, LOGSQL);
  } catch (error) {
    if (error instanceof QuerySyntaxError) return error;
    throw error;
  }
  throw new Error(`${text} parsed`);
}

describe('QuerySyntaxError', () => {
  it.each([
    ['', 0, '', 'a filter (* is every row)'],
    ['foo |', 5, '', 'a pipe'],
    ['foo and', 7, '', 'a filter'],
    ['not (abc', 8, '', "')'"],
    ['é😀 (bar', 8, '', "')'"],
    ['foo:', 4, '', 'a filter for the field foo'],
    ['foo,bar', 3, ',', 'a filter'],
    ['foo] bar', 3, ']', 'a filter'],
    ['a ) b', 2, ')', "'|'"],
    ['"abc', 0, '"', 'a quoted string with its closing quote'],
    ['a:"\\q"', 2, '"', 'a quoted string with its closing quote'],
    ['a:~"["', 3, '"["', 'a regular expression of RE2'],
    ['a:range(x, 5)', 8, 'x', 'a number, duration, size, time or IPv4 address'],
    ['a:ipv4_range(1.2.3)', 13, '1.2.3', 'an IPv4 address or network like 10.0.0.0/8'],
    ['a:in(x | limit 10)', 2, 'in', "a query that ends with '| fields name' or '| uniq by (name)'"],
    ['_time:day_range[25:00, 26:00]', 16, '25', 'a time of day from 00:00 to 24:00'],
    ['* | sort by (a', 14, '', "','"],
    ['* | sort by (a) partition by (b)', 32, '', "'limit N' with 'partition by'"],
    ['* | limit x', 10, 'x', 'a whole number'],
    ['* | fields a, ', 14, '', 'a field name or a prefix with *'],
    ['* | stats count() a, sum(b) a', 28, 'a', 'another name'],
    ['* | stats by (a) count() a', 25, 'a', 'another name'],
    ['* | extract "<a><b>"', 12, '"<a><b>"', 'a text between every two fields of the pattern'],
    ['* | math a +', 12, '', 'a field, a number or an expression in brackets'],
    ['* | math abs(a, b)', 9, 'abs', '1 arguments of abs'],
    ['* | math max + 1', 13, '+', "'('"],
    ['* | math "2024-05-15" + 1', 9, '"2024-05-15"', 'a number'],
    ['foo*:bar', 0, 'foo', 'the name of one field before the colon'],
    ['a:foo*:bar', 2, 'foo', 'the name of one field before the colon'],
  ])('%s', (text, position, found, expected) => {
    const error = errorOf(text);
    expect({ position: error.position, found: error.found, expected: error.expected[0] }).toEqual({
      position,
      found,
      expected,
    });
    expect(error.message).toContain(String(position));
  });

  it.each([
    ['* | stats cuont() x', 'count'],
    ['* | stats by (a) quantil(0.5, x) p', 'quantile'],
    ['* | cuont_uniq(x)', 'count_uniq'],
    ['* | stts by (a) count() x', 'stats'],
    ['* | sotr by (a) descc(', 'sort'],
    ['* | unpak_json(x)', 'unpack_json'],
    ['a:ipv4_rnage(1.2.3.4)', 'ipv4_range'],
    ['options(concurency=2) *', 'concurrency'],
    ['_time:week_range[Mnday, Fri]', 'Monday'],
    ['* | math rouund(a)', 'round'],
    ['* | stats by (_time:mnth) count()', 'month'],
  ])('suggests for %s', (text, suggestion) => {
    const error = errorOf(text);
    expect(error.suggestion).toBe(suggestion);
    expect(error.message).toContain(`did you mean ${suggestion}?`);
  });

  it('suggests nothing where no name is near', () => {
    expect(errorOf('* | stats frobnicate() x').suggestion).toBeUndefined();
  });

  it.each(['stats count()', 'Limit reached', 'count()', 'filter foo'])('says to quote the first word of %s', (text) => {
    expect(errorOf(text).expected.join()).toContain('in quotes');
  });

  it('takes the names of our pipes for words at the start of a query', () => {
    expect(parse('patterns', LOGSQL).filter).toMatchObject({ kind: 'phrase', text: 'patterns' });
  });
});

describe('limits', () => {
  const deep = 50_000;
  it.each([
    ['brackets', '('.repeat(2 * deep)],
    ['closed brackets', `${'('.repeat(deep)}a${')'.repeat(deep)}`],
    ['groups of fields', 'a:('.repeat(deep)],
    ['empty fields', '"":'.repeat(deep)],
    ['subqueries', 'in('.repeat(deep)],
    ['queries in pipes', 'a | union ('.repeat(deep)],
    ['conditions', `a | ${'count() if (in(a | '.repeat(deep)}`],
    ['expressions', `a | math ${'('.repeat(deep)}`],
    ['calls', `a | math ${'abs('.repeat(deep)}`],
    ['sums', `a | math ${'a + '.repeat(deep)}a`],
    ['signs', `a | math ${'-'.repeat(deep)}`],
    ['groups of a regular expression', `~"${'('.repeat(deep)}"`],
  ])('deep %s are an error', (_name, text) => {
    expect(errorOf(text).code).toBe('QUERY_SYNTAX');
  });

  it('nests as deeply as allowed', () => {
    const levels = QUERY_DEPTH_MAX - 1;
    expect(parse(`${'('.repeat(levels)}a${')'.repeat(levels)}`, LOGSQL).filter.kind).toBe('phrase');
    expect(errorOf('('.repeat(QUERY_DEPTH_MAX + 1)).expected[0]).toContain('levels');
  });

  it.each([
    ['negations', `${'!'.repeat(100_001)}a`, 'not'],
    ['words', 'a '.repeat(100_000), 'and'],
  ])('any number of %s is fine', (_name, text, kind) => {
    expect(parse(text, LOGSQL).filter.kind).toBe(kind);
  });

  it('refuses a query that is too long', () => {
    const error = errorOf('a'.repeat(QUERY_LENGTH_MAX + 1));
    expect(error.position).toBe(QUERY_LENGTH_MAX);
    expect(error.message).toContain(`at most ${QUERY_LENGTH_MAX}`);
  });
});
