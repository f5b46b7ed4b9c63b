import type { Cursor } from '../cursor.ts';
import { optionalOffset } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';
import type { QueryFilterNode } from '../syntax-tree.ts';

const DAYS: readonly string[] = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `_time:week_range[Mon, Fri] offset 2h`; the entry `time-range` comes here. */
export const weekRangeFilter: FilterSyntax<'week-range'> = {
  kind: 'week-range',
  names: [],
  help: {
    syntax: '_time:week_range[day, day] [offset duration]',
    description: 'rows of these days of every week; the offset is that of the time zone from UTC',
    example: '_time:week_range[Mon, Fri] offset 2h',
  },
  print(node) {
    const open = node.startInclusive ? '[' : '(';
    const close = node.endInclusive ? ']' : ')';
    const offset = node.offset === null ? '' : ` offset ${node.offset.text}`;
    return `_time:week_range${open}${printDay(node.startDay)}, ${printDay(node.endDay)}${close}${offset}`;
  },
};

/** The cursor stands at `week_range`. */
export function parseWeekRange(cursor: Cursor): QueryFilterNode {
  cursor.next();
  if (!cursor.is('[', '(')) cursor.fail(["'['", "'('"]);
  const startInclusive = cursor.next().text === '[';
  const startDay = weekday(cursor);
  cursor.expect(',');
  const endDay = weekday(cursor);
  if (!cursor.is(']', ')')) cursor.fail(["']'", "')'"]);
  const endInclusive = cursor.next().text === ']';
  return { kind: 'week-range', startDay, startInclusive, endDay, endInclusive, offset: optionalOffset(cursor) };
}

function weekday(cursor: Cursor): number {
  const { text, first } = cursor.compound('a day of the week like Mon');
  const lower = text.toLowerCase();
  const day = DAYS.findIndex((name) => name.toLowerCase() === lower || name.slice(0, 3).toLowerCase() === lower);
  if (day < 0) cursor.fail('a day of the week like Mon or Monday', { at: first, known: DAYS });
  return day;
}

function printDay(day: number): string {
  return DAYS[day]!.slice(0, 3);
}
