import { RE2JS } from 're2js';
import { containsPhrase, wordsOf } from '../bytes/words.ts';
import { entrySeverity } from '../entry/level.ts';
import { lowerCase } from '../entry/lower-case.ts';
import { dayRangeBounds, type StreamMatcher, weekRangeDays } from '../logsql/leaf-filter-node.ts';
import { parseIpv4, parseNumberText } from '../logsql/number-literal.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import { type TestRow, textOfValue, typeOfValue } from './array-block.test-support.ts';

/** What VictoriaLogs calls the stream `{}`. No row has a `_stream` of its own here. */
const NO_STREAM_ID = '0000000000000000e934a84adb05276890d7f7bfcadabe92';

/** Whether a row passes: each kind of filter by its definition, one row at a time. */
export function rowPasses(row: TestRow, node: QueryFilterNode): boolean {
  const text = 'field' in node ? textOfValue(row.fields[node.field]) : '';
  const other = 'other' in node ? textOfValue(row.fields[node.other]) : '';
  const level = textOfValue(row.fields.level);
  switch (node.kind) {
    case 'all':
      return true;
    case 'and':
      return node.filters.every((part) => rowPasses(row, part));
    case 'or':
      return node.filters.some((part) => rowPasses(row, part));
    case 'not':
      return !rowPasses(row, node.filter);
    case 'time': {
      const ns = timeNs(row);
      return (node.startNs === null || ns >= node.startNs) && (node.endNs === null || ns <= node.endNs);
    }
    case 'phrase':
      return node.ignoreCase ? containsPhrase(lowerCase(text), lowerCase(node.text)) : containsPhrase(text, node.text);
    case 'prefix':
      return node.ignoreCase ? hasPrefix(lowerCase(text), lowerCase(node.text)) : hasPrefix(text, node.text);
    case 'substring':
      return node.ignoreCase ? lowerCase(text).includes(lowerCase(node.text)) : text.includes(node.text);
    case 'exact':
      return text === node.text;
    case 'exact-prefix':
      return text.startsWith(node.text);
    case 'any-value':
      return text !== '';
    case 'empty':
      return text === '';
    case 'in':
      return node.values.includes(text);
    case 'regexp':
      return RE2JS.compile(node.pattern, RE2JS.DOTALL).test(text);
    case 'range':
      return isNumberWithin(isNumberText(text) ? exactNumber(text) : parseNumberText(text), node);
    case 'level':
      return node.names.map(lowerCase).includes(lowerCase(level));
    case 'min-severity':
      return entrySeverity(level, textOfValue(row.fields.severityNumber)) >= node.score;
    case 'tags': {
      const tags = (row.fields.tags ?? []) as readonly string[];
      return node.mode === 'any'
        ? node.elements.some((element) => tags.includes(element))
        : node.elements.every((element) => tags.includes(element));
    }
    case 'typed-equals': {
      const value = row.fields[node.field];
      if (isNumeric(value) && isNumeric(node.value)) return !(value < node.value) && !(value > node.value);
      return (value ?? null) === node.value;
    }
    case 'typed-range': {
      const value = row.fields[node.field];
      return typeOfValue(value) === 'number' && isWithin(value as number | bigint, node);
    }
    case 'sequence':
      return hasSequence(
        text,
        node.phrases.filter((phrase) => phrase !== ''),
      );
    case 'contains-all':
      return node.values.every((value) => value === '' || containsPhrase(text, value));
    case 'contains-any':
      return node.values.some((value) => value === '' || containsPhrase(text, value));
    case 'string-range': {
      const fromLow = Buffer.compare(Buffer.from(text), Buffer.from(node.low));
      const fromHigh = node.high === null ? -1 : Buffer.compare(Buffer.from(text), Buffer.from(node.high));
      return (
        (fromLow > 0 || (fromLow === 0 && node.lowInclusive)) &&
        (fromHigh < 0 || (fromHigh === 0 && node.highInclusive))
      );
    }
    case 'len-range':
      return [...text].length >= node.min && [...text].length <= node.max;
    case 'ipv4-range':
      return (parseIpv4(text) ?? -1) >= node.low && (parseIpv4(text) ?? Infinity) <= node.high;
    case 'eq-field':
      return text === other;
    case 'le-field':
      return text === other || isLess(text, other) || (numbersOf(text, other)?.every((n, _, [a]) => n === a) ?? false);
    case 'lt-field':
      return isLess(text, other);
    case 'day-range': {
      const { startNs, endNs } = dayRangeBounds(node);
      const nsOfDay = floorMod(timeNs(row) - (node.offset?.ns ?? 0n), NS_PER_DAY);
      return nsOfDay >= startNs && nsOfDay <= endNs;
    }
    case 'week-range': {
      const { startDay, endDay } = weekRangeDays(node);
      const shiftedNs = timeNs(row) - (node.offset?.ns ?? 0n);
      const day = new Date(Number((shiftedNs - floorMod(shiftedNs, NS_PER_DAY)) / 1_000_000n)).getUTCDay();
      return day >= startDay && day <= endDay;
    }
    case 'stream':
      return node.alternatives.some((all) => all.every((matcher) => labelMatches(row, matcher)));
    case 'stream-id':
      return node.ids.includes(textOfValue(row.fields._stream_id) || NO_STREAM_ID);
    case 'value-type':
    case 'time-range':
    case 'subquery':
    case 'custom':
      throw new Error(`no row decides a filter of the kind ${node.kind}`);
  }
}

const NS_PER_DAY = 86_400_000_000_000n;

function timeNs(row: TestRow): bigint {
  return BigInt(row.ms) * 1_000_000n + BigInt(row.subMs ?? 0);
}

function floorMod(a: bigint, b: bigint): bigint {
  return ((a % b) + b) % b;
}

/** Tries every way to cut the text in two. */
function hasSequence(text: string, phrases: readonly string[]): boolean {
  const [first, ...rest] = phrases;
  if (first === undefined) return true;
  if (rest.length === 0) return containsPhrase(text, first);
  for (let at = 0; at <= text.length; at++) {
    if (containsPhrase(text.slice(0, at), first) && wordEndsAt(text, at) && hasSequence(text.slice(at), rest))
      return true;
  }
  return false;
}

function wordEndsAt(text: string, at: number): boolean {
  return !/[\p{L}\p{Nd}_]$/u.test(text.slice(0, at)) || !/^[\p{L}\p{Nd}_]/u.test(text.slice(at));
}

function isLess(a: string, b: string): boolean {
  const numbers = numbersOf(a, b);
  return numbers === null ? Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 : numbers[0] < numbers[1];
}

function numbersOf(a: string, b: string): [number, number] | null {
  const numbers = [parseNumberText(a), parseNumberText(b)] as const;
  return numbers[0] === undefined || numbers[1] === undefined ? null : [numbers[0], numbers[1]];
}

function labelMatches(row: TestRow, matcher: StreamMatcher): boolean {
  const text = textOfValue(row.fields[matcher.label]);
  switch (matcher.operator) {
    case '=':
      return text === matcher.value;
    case '!=':
      return text !== matcher.value;
    case '=~':
      return RE2JS.compile(matcher.value).matches(text);
    case '!~':
      return !RE2JS.compile(matcher.value).matches(text);
    case 'in':
      return matcher.values.includes(text);
    case 'not_in':
      return !matcher.values.includes(text);
  }
}

/** For the one-word prefixes that the tests use. */
function hasPrefix(text: string, prefix: string): boolean {
  return prefix === '' ? text !== '' : wordsOf(text).some((word) => word.startsWith(prefix));
}

function isNumberText(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text);
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** An integer keeps all of its digits. */
function exactNumber(text: string): number | bigint {
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
}

type Bounds = { low: number | bigint; lowInclusive: boolean; high: number | bigint; highInclusive: boolean };

function isNumberWithin(value: number | bigint | undefined, range: Bounds): boolean {
  return value !== undefined && isWithin(value, range);
}

function isWithin(value: number | bigint, range: Bounds): boolean {
  if (value < range.low || value > range.high) return false;
  return (value > range.low || range.lowInclusive) && (value < range.high || range.highInclusive);
}
