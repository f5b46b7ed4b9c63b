import { LOGSQL, parse, print, printFilter } from 'log-analytics-engine/logsql';
import { expect, test } from 'vitest';
import * as filters from './extra-filters.ts';

const { withFilters } = filters;
const extraFilter = (text: string) => filters.extraFilter(text, LOGSQL);
const extraStreamFilter = (text: string) => filters.extraStreamFilter(text, LOGSQL);
const printed = (filter: ReturnType<typeof extraFilter>): string => printFilter(filter!, LOGSQL);

test('JSON and LogsQL mean filters', () => {
  expect(printed(extraFilter('{"a":"x y","b":["1","2"]}'))).toBe(printed(extraFilter('a:="x y" b:in("1","2")')));
  expect(printed(extraStreamFilter('{"app":"a","host":["h.1","h2"]}'))).toBe(
    printed(extraStreamFilter('{app="a",host=~"h\\\\.1|h2"}')),
  );
  expect(extraFilter('')).toBeUndefined();
  expect(extraFilter('{}')).toBeDefined();
});

test('every query within a query gets them', () => {
  const query = parse('a:in(b:1 | fields a) | join by (x) (c:2) | filter d:3', LOGSQL);
  const text = print(withFilters(query, [extraFilter('extra:1')!]), LOGSQL);
  expect(text.match(/extra:1/g)).toHaveLength(3);
});
