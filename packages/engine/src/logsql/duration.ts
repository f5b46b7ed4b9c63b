/** A duration as it was written, and what it means. */
export interface DurationLiteral {
  readonly text: string;
  /** Nanoseconds; negative if the text begins with a minus. */
  readonly ns: bigint;
}

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  µs: 1_000n,
  μs: 1_000n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
  y: 31_536_000_000_000_000n,
};

const PART = /(\d[\d_]*)(?:\.(\d[\d_]*))?(ns|µs|μs|us|ms|s|m|h|d|w|y)/y;

/** Longer durations than this are this one; it is the range of 64-bit nanoseconds. */
const DURATION_NS_MAX = 2n ** 63n - 1n;
/** Longer ones are no durations that anyone wrote, and cost quadratic time as big integers. */
const DURATION_LENGTH_MAX = 200;

/**
 * Nanoseconds of a duration like `1h30m`, `2.5d`, `1_000ms`, `-5m`; undefined if it is none. Units: ns, µs (also us),
 * ms, s, m, h, d, w, y (365 days). Fractions of a nanosecond are dropped.
 */
export function parseDurationNs(text: string): bigint | undefined {
  if (text.length > DURATION_LENGTH_MAX) return undefined;
  const negative = text.startsWith('-');
  let total = 0n;
  let at = negative ? 1 : 0;
  if (at === text.length) return undefined;
  while (at < text.length) {
    PART.lastIndex = at;
    const match = PART.exec(text);
    if (match === null) return undefined;
    const whole = match[1]!.replaceAll('_', '');
    const fraction = (match[2] ?? '').replaceAll('_', '');
    total += (BigInt(whole + fraction) * UNIT_NS[match[3]!]!) / 10n ** BigInt(fraction.length);
    at = PART.lastIndex;
  }
  if (total > DURATION_NS_MAX) total = DURATION_NS_MAX;
  return negative ? -total : total;
}
