import { formatInstant, instantFromNs, parseTimePoint } from 'log-analytics-engine/logsql';
import { wrong } from './request-arguments.ts';

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;
const SCIENTIFIC = /^\d+(?:\.\d+)?[eE]\+?\d{1,2}$/;

/**
 * A time as the query API takes it, in nanoseconds since 1970: RFC 3339, also in part (`2024-01`), the Unix epoch (its size tells
 * the unit), `now`, or a duration before now (`5m`, `now-1h`). One without a zone is UTC. Undefined for an empty text.
 * @throws InvalidArgumentError
 */
export function timeArgument(name: string, text: string, nowNs: bigint): bigint | undefined {
  if (text === '') return undefined;
  const plain = SCIENTIFIC.test(text) ? String(Number(text)) : text;
  const point = parseTimePoint(plain);
  if (point === undefined) throw wrong(name, 'a time (RFC 3339, Unix epoch, or a duration before now)', text);
  return point.kind === 'relative' ? nowNs - point.agoNs : point.startNs;
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
