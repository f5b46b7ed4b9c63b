import { formatInstant, instantFromNs, parseTimePoint } from 'log-analytics-engine/logsql';
import { durationArgumentMs } from './duration-argument.ts';
import { wrong } from './request-arguments.ts';

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;
/** What begins or ends so is a duration. */
const RELATIVE = /^(?:now|-)|[a-yA-Y]$/;
const SCIENTIFIC = /^\d+(?:\.\d+)?[eE]\+?\d{1,2}$/;

/** The first and the last time that 64 bits of nanoseconds hold. */
const TIME_NS_MIN = -(2n ** 63n);
const TIME_NS_MAX = 2n ** 63n - 1n;

/**
 * A time as the query API takes it, in nanoseconds since 1970: RFC 3339, also in part (`2024-01`), the Unix epoch (its size tells
 * the unit), `now`, or a duration before now (`5m`, `now-1h`; its sign does not matter). One without a zone is UTC. Undefined for an empty text.
 * @throws InvalidArgumentError
 */
export function timeArgument(name: string, text: string, nowNs: bigint): bigint | undefined {
  if (text === '') return undefined;
  if (text === 'now') return nowNs;
  const ns = RELATIVE.test(text) ? relativeNs(text, nowNs) : absoluteNs(text);
  if (ns === undefined) throw wrong(name, 'a time (RFC 3339, Unix epoch, or a duration before now)', text);
  return ns < TIME_NS_MIN ? TIME_NS_MIN : ns > TIME_NS_MAX ? TIME_NS_MAX : ns;
}

function relativeNs(text: string, nowNs: bigint): bigint | undefined {
  const ms = durationArgumentMs(text.startsWith('now') ? text.slice('now'.length) : text);
  return ms === undefined ? undefined : nowNs - BigInt(Math.abs(ms)) * NS_PER_MS;
}

function absoluteNs(text: string): bigint | undefined {
  const point = parseTimePoint(SCIENTIFIC.test(text) ? String(Number(text)) : text);
  return point?.kind === 'absolute' ? point.startNs : undefined;
}

/** The last nanosecond that an end includes: of its second or millisecond, where it is a whole one, as in the filter `_time:[a, b]`. */
export function inclusiveEnd(endNs: bigint): bigint {
  if (endNs % NS_PER_SECOND === 0n) return endNs + NS_PER_SECOND - 1n;
  return endNs % NS_PER_MS === 0n && endNs % (100n * NS_PER_MS) !== 0n && endNs % (10n * NS_PER_MS) !== 0n
    ? endNs + NS_PER_MS - 1n
    : endNs;
}

/** RFC 3339 in UTC. */
export function timeText(ns: bigint): string {
  return formatInstant(instantFromNs(ns)!);
}
