import type { Cursor } from '../cursor.ts';
import { optionalOffset } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';
import type { QueryFilterNode } from '../syntax-tree.ts';

const MINUTES_PER_DAY = 1440;

/** `_time:day_range[08:00, 18:00) offset 2h`; the entry `time-range` comes here. */
export const dayRangeFilter: FilterSyntax<'day-range'> = {
  kind: 'day-range',
  names: [],
  help: {
    syntax: '_time:day_range[hh:mm, hh:mm) [offset duration]',
    description: 'rows of this part of every day; the offset is that of the time zone from UTC',
    example: '_time:day_range[08:00, 18:00) offset 2h',
  },
  print(node) {
    const open = node.startInclusive ? '[' : '(';
    const close = node.endInclusive ? ']' : ')';
    const offset = node.offset === null ? '' : ` offset ${node.offset.text}`;
    return `_time:day_range${open}${printMinute(node.startMinute)}, ${printMinute(node.endMinute)}${close}${offset}`;
  },
};

/** The cursor stands at `day_range`. */
export function parseDayRange(cursor: Cursor): QueryFilterNode {
  cursor.next();
  if (!cursor.is('[', '(')) cursor.fail(["'['", "'('"]);
  const startInclusive = cursor.next().text === '[';
  const startMinute = minuteOfDay(cursor);
  cursor.expect(',');
  const endMinute = minuteOfDay(cursor);
  if (!cursor.is(']', ')')) cursor.fail(["']'", "')'"]);
  const endInclusive = cursor.next().text === ']';
  return { kind: 'day-range', startMinute, startInclusive, endMinute, endInclusive, offset: optionalOffset(cursor) };
}

function minuteOfDay(cursor: Cursor): number {
  const { text, first } = cursor.compound('a time of day like 08:00');
  const match = /^(\d\d):(\d\d)$/.exec(text);
  const minute = match === null ? Number.NaN : Number(match[1]) * 60 + Number(match[2]);
  if (!(minute <= MINUTES_PER_DAY) || Number(match?.[2]) > 59) {
    cursor.fail('a time of day from 00:00 to 24:00', { at: first });
  }
  return minute;
}

function printMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
