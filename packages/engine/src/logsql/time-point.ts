import { DAY_MS, dayOfCivilDate, isCivilDate } from '../entry/civil-date.ts';
import { DURATION_UNIT_MS } from '../entry/duration.ts';
import { parseEpochText } from '../entry/epoch-time.ts';
import { instantToNs } from '../entry/instant.ts';

/** A moment, or the span that a partial date names, as a time filter has it. */
export type TimePoint = AbsoluteTimePoint | RelativeTimePoint;

/** `2023`, `2023-04`, `2023-04-25T22:45+05:30`, `1700000000`: the span `[startNs, endNs]`, both inclusive. */
export interface AbsoluteTimePoint {
  readonly kind: 'absolute';
  readonly text: string;
  /** Nanoseconds since the Unix epoch; read as UTC if the text names no zone. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** Whether the text names its zone (or is a number of seconds since the epoch), so that the local zone does not matter. */
  readonly zoned: boolean;
}

/** `now`, `now-1h`, `-5m`. */
export interface RelativeTimePoint {
  readonly kind: 'relative';
  readonly text: string;
  /** Nanoseconds before now, from 0. */
  readonly agoNs: bigint;
}

const DATE =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,9})\d*)?)?)?)?)?)?(Z|[+-]\d\d:\d\d)?$/;
const EPOCH = /^\d+(?:\.\d+)?(?:[eE]\d\d?)?$/;
const AGO_PART = /(-?)(\d+(?:\.\d+)?)(ms|s|m|h|d|w|y)/y;
/** Those whose nanoseconds since the epoch have 64 bits. */
const YEAR_MIN = 1678;
const YEAR_MAX = 2262;
/** Four digits below are hardly meant as a year: they are one only where a month follows. */
const LONE_YEAR_MIN = 1970;
const NS_PER_MS = 1_000_000n;
const NS_PER_MINUTE = 60_000_000_000n;

/** The time that a text means, or undefined if it is none. */
export function parseTimePoint(text: string): TimePoint | undefined {
  if (text.startsWith('now')) {
    const agoNs = text === 'now' ? 0n : parseAgoNs(text.slice('now'.length));
    return agoNs === undefined ? undefined : { kind: 'relative', text, agoNs };
  }
  const date = DATE.exec(text);
  if (date !== null) return parseDate(text, date);
  if (EPOCH.test(text)) {
    const instant = parseEpochText(withoutExponent(text));
    if (instant === undefined) return undefined;
    const ns = instantToNs(instant);
    return { kind: 'absolute', text, startNs: ns, endNs: ns, zoned: true };
  }
  const agoNs = parseAgoNs(text);
  return agoNs === undefined ? undefined : { kind: 'relative', text, agoNs };
}

/**
 * The nanoseconds of `1h30m`, `-1h30m` or a number of seconds; a minus holds for the parts behind it. Whole milliseconds, as
 * VictoriaLogs has them here, and no units below.
 */
function parseAgoNs(text: string): bigint | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return millisecondsNs(Number(text) * 1000);
  let totalMs = 0;
  let sign = 1;
  for (let at = 0; at < text.length; at = AGO_PART.lastIndex) {
    AGO_PART.lastIndex = at;
    const match = AGO_PART.exec(text);
    if (match === null) return undefined;
    if (match[1] === '-') sign = -1;
    totalMs += sign * Number(match[2]) * DURATION_UNIT_MS[match[3]!]!;
  }
  return text === '' ? undefined : millisecondsNs(totalMs);
}

function millisecondsNs(ms: number): bigint {
  return BigInt(Math.trunc(Math.abs(ms))) * NS_PER_MS;
}

/** `1.7e9` with all its digits; the text as it is if it has no exponent. */
function withoutExponent(text: string): string {
  return /e/i.test(text) ? String(BigInt(Number(text))) : text;
}

/** Whether a text in a time filter is to be read as a time rather than as a duration: `now…` or a year, perhaps with more. */
export function looksLikeTimePoint(text: string): boolean {
  return text.toLowerCase() === 'now' || /^\d{4}(?:$|[-+Zz])/.test(text);
}

function parseDate(text: string, match: RegExpExecArray): AbsoluteTimePoint | undefined {
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const parts = [year, month ?? '1', day ?? '1', hour ?? '0', minute ?? '0', second ?? '0'].map(Number);
  const startNs = civilNs(parts);
  const yearMin = month === undefined ? LONE_YEAR_MIN : YEAR_MIN;
  if (startNs === undefined || parts[0]! < yearMin || parts[0]! > YEAR_MAX) return undefined;
  const zoneNs = zone === undefined || zone === 'Z' ? 0n : zoneOffsetNs(zone);
  if (zoneNs === undefined) return undefined;
  const fractionNs = BigInt((fraction ?? '').padEnd(9, '0'));
  const lengthNs = spanNs(
    parts,
    [month, day, hour, minute, second].filter((part) => part !== undefined).length,
    fraction,
  );
  const start = startNs + fractionNs - zoneNs;
  return { kind: 'absolute', text, startNs: start, endNs: start + lengthNs - 1n, zoned: zone !== undefined };
}

/** How long the named span is: with `named` of month, day, hour, minute and second given. */
function spanNs(parts: readonly number[], named: number, fraction: string | undefined): bigint {
  const [year, month] = parts as [number, number];
  if (named === 0) return civilNs([year + 1, 1, 1, 0, 0, 0])! - civilNs([year, 1, 1, 0, 0, 0])!;
  if (named === 1) {
    const next = month === 12 ? [year + 1, 1] : [year, month + 1];
    return civilNs([...next, 1, 0, 0, 0])! - civilNs([year, month, 1, 0, 0, 0])!;
  }
  if (fraction !== undefined) return fraction.length === 3 ? NS_PER_MS : 1n;
  const ms = [DAY_MS, 3_600_000, 60_000, 1000][named - 2]!;
  return BigInt(ms) * NS_PER_MS;
}

function civilNs(parts: readonly number[]): bigint | undefined {
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  if (!isCivilDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = dayOfCivilDate(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
  return BigInt(ms) * NS_PER_MS;
}

function zoneOffsetNs(zone: string): bigint | undefined {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return undefined;
  return BigInt((zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)) * NS_PER_MINUTE;
}
