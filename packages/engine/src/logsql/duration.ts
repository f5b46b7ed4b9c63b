/** A duration as it was written, and what it means. */
export interface DurationLiteral {
  readonly text: string;
  /** Nanoseconds; negative if the text begins with a minus. */
  readonly ns: bigint;
}

const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
  w: 604_800e9,
  y: 31_536_000e9,
};

/** Of a whole part with several digits the first is no zero, so that `05s` is a text, in VictoriaLogs as here. */
const PART = /(0|[1-9][\d_]*)(?:\.(\d[\d_]*))?(ns|µs|ms|s|m|h|d|w|y)/y;

/** Longer durations than this are this one; it is the range of 64-bit nanoseconds. */
const DURATION_NS_MAX = 2n ** 63n - 1n;
/** Longer ones are no durations that anyone wrote. */
const DURATION_LENGTH_MAX = 200;

/**
 * Nanoseconds of a duration like `1h30m`, `2.5d`, `1_000ms`, `-5m`; undefined if it is none. Units: ns, µs, ms, s, m, h,
 * d, w, y (365 days). Of each part fractions of a nanosecond are dropped. A lone minus is 0, as VictoriaLogs reads it.
 */
export function parseDurationNs(text: string): bigint | undefined {
  if (text === '' || text.length > DURATION_LENGTH_MAX) return undefined;
  const negative = text.startsWith('-');
  let total = 0n;
  let at = negative ? 1 : 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const match = PART.exec(text);
    if (match === null) return undefined;
    total += partNs(match[1]!, match[2], UNIT_NS[match[3]!]!);
    at = PART.lastIndex;
  }
  if (total > DURATION_NS_MAX) total = DURATION_NS_MAX;
  return negative ? -total : total;
}

/** Whole numbers are exact, others are multiplied as doubles. */
function partNs(whole: string, fraction: string | undefined, unitNs: number): bigint {
  const digits = whole.replaceAll('_', '');
  if (fraction === undefined) return BigInt(digits) * BigInt(unitNs);
  return BigInt(Math.trunc(Number(`${digits}.${fraction.replaceAll('_', '')}`) * unitNs));
}
