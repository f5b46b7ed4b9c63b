import { describe, expect, test } from 'vitest';
import { InvalidArgumentError, QuerySyntaxError } from '../errors/engine-error.ts';
import { LOGSQL } from '../logsql/logsql.ts';
import { QueryLanguage } from './query-language.ts';
import { parseRuleFilter } from './rule-filter.ts';

const MARCH_NS = BigInt(Date.UTC(2026, 2, 1)) * 1_000_000n;
const DAY_NS = 86_400_000_000_000n;

describe('the filter of a rule', () => {
  test('is that of the language, on stored fields and absolute times', () => {
    expect(parseRuleFilter('message:connection', LOGSQL)).toEqual({
      kind: 'phrase',
      field: '_msg',
      text: 'connection',
      ignoreCase: false,
    });
    expect(parseRuleFilter('_time:2026-03-01', LOGSQL)).toEqual({
      kind: 'time',
      startNs: MARCH_NS,
      endNs: MARCH_NS + DAY_NS - 1n,
    });
    expect(parseRuleFilter('_time:[2026-03-01, 2026-03-02) offset 1d', LOGSQL)).toEqual({
      kind: 'time',
      startNs: MARCH_NS - DAY_NS,
      endNs: MARCH_NS - 1n,
    });
    expect(parseRuleFilter('_time:day_range[08:00, 18:00)', LOGSQL)).toMatchObject({ kind: 'day-range' });
  });

  test.each(['error | stats count() n', 'error | fields a', '* |', '(error | limit 1)'])('has no pipes: %s', (text) => {
    const parsing = (): unknown => parseRuleFilter(text, LOGSQL);
    expect(parsing).toThrow(QuerySyntaxError);
    expect(parsing).toThrow(`a pipe at position ${text.indexOf('|')} of a filter`);
    expect(parsing).toThrow("one of the kind 'query'");
  });

  test.each([
    ['user:in(error | fields user)', 'in with a query', 'list the values'],
    ['!(a and user:contains_any(error | fields user))', 'contains_any with a query', 'list the values'],
    ['_time:5m', 'relative to now', 'timeWindow'],
    ['a _time:>5m', 'relative to now', 'timeWindow'],
    ['_time:offset 1h', 'relative to now', 'timeWindow'],
    ['_time:[now-1h, now]', 'relative to now', 'timeWindow'],
    ['_time:>=now-1h', 'relative to now', 'timeWindow'],
    ['size:value_type(uint8)', 'value_type', 'compare the values'],
    ['id:odd()', 'odd, a filter of an extension', 'the filters of LogsQL'],
  ])('looks at one entry alone: %s', (text, what, instead) => {
    const language = new QueryLanguage();
    language.registerFilter({ name: 'odd', start: () => (value) => Number(value) % 2 === 1 });
    const parsing = (): unknown => parseRuleFilter(text, language.syntax);
    expect(parsing).toThrow(InvalidArgumentError);
    expect(parsing).toThrow(what);
    expect(parsing).toThrow(instead);
  });
});
