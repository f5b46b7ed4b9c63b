import type { Cursor } from '../cursor.ts';
import { optionalOffset, requireDuration } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';
import type { QueryFilterNode } from '../syntax-tree.ts';
import { looksLikeTimePoint, parseTimePoint, type TimePoint } from '../time-point.ts';
import type { ComparisonOperator, TimeRange } from '../time-range.ts';
import { parseDayRange } from './day-range.ts';
import { parseWeekRange } from './week-range.ts';

/** VictoriaLogs takes the local zone for a time without one, but refuses it where the second has a fraction. */
const WITHOUT_ZONE = /T.*\.\d+$/;

/** `_time:…` */
export const timeRangeFilter: FilterSyntax<'time-range'> = {
  kind: 'time-range',
  names: [],
  fields: ['_time'],
  help: {
    syntax: '_time:duration | _time:date | _time:[from, to) | _time:>time [offset duration]',
    description: 'rows of the last 5m, of 2023-04-25Z, from one time to another, or after or before a time',
    example: '_time:[2023-02-01Z, 2023-03-01Z) offset 1h',
  },
  parse(cursor): QueryFilterNode {
    if (cursor.is('day_range')) return parseDayRange(cursor);
    if (cursor.is('week_range')) return parseWeekRange(cursor);
    if (cursor.is('offset'))
      return { kind: 'time-range', range: { form: 'until-now' }, offset: optionalOffset(cursor) };
    const range = parseRange(cursor);
    return { kind: 'time-range', range, offset: optionalOffset(cursor) };
  },
  print(node) {
    const offset = node.offset === null ? [] : [`offset ${node.offset.text}`];
    if (node.range.form !== 'until-now') return `_time:${[printRange(node.range), ...offset].join(' ')}`;
    return `_time:${offset[0] ?? 'offset 0s'}`;
  },
};

function parseRange(cursor: Cursor): TimeRange {
  if (cursor.is('[', '(')) return parseInterval(cursor);
  const operator = parseOperator(cursor);
  const isPoint = looksLikeTimePoint(cursor.token.text);
  if (operator === '' || operator === '=') {
    const equals = operator === '=';
    return isPoint
      ? { form: 'point', equals, point: requirePoint(cursor) }
      : { form: 'last', equals, duration: requireDuration(cursor) };
  }
  return isPoint
    ? { form: 'compare-point', operator, point: requirePoint(cursor) }
    : { form: 'compare-age', operator, duration: requireDuration(cursor) };
}

function parseOperator(cursor: Cursor): ComparisonOperator | '=' | '' {
  if (cursor.accept('=')) return '=';
  if (cursor.accept('>')) return cursor.accept('=') ? '>=' : '>';
  if (cursor.accept('<')) return cursor.accept('=') ? '<=' : '<';
  return '';
}

function parseInterval(cursor: Cursor): TimeRange {
  const startInclusive = cursor.next().text === '[';
  const start = requirePoint(cursor);
  cursor.expect(',');
  const end = requirePoint(cursor);
  if (!cursor.is(']', ')')) cursor.fail(["']'", "')'"]);
  return { form: 'interval', start, startInclusive, end, endInclusive: cursor.next().text === ']' };
}

function requirePoint(cursor: Cursor): TimePoint {
  const { text, first } = cursor.compound('a time like 2023-04-25T10:00Z or now-1h');
  const point = parseTimePoint(text);
  if (point === undefined) cursor.fail('a time like 2023-04-25T10:00Z, now-1h or 1700000000', { at: first });
  if (WITHOUT_ZONE.test(text)) cursor.fail('Z or +hh:mm after the fraction of the second', { at: first });
  return point;
}

function printRange(range: Exclude<TimeRange, { form: 'until-now' }>): string {
  switch (range.form) {
    case 'point':
      return (range.equals ? '=' : '') + range.point.text;
    case 'last':
      return (range.equals ? '=' : '') + range.duration.text;
    case 'compare-point':
      return range.operator + range.point.text;
    case 'compare-age':
      return range.operator + range.duration.text;
    case 'interval': {
      const open = range.startInclusive ? '[' : '(';
      return `${open}${range.start.text},${range.end.text}${range.endInclusive ? ']' : ')'}`;
    }
  }
}
