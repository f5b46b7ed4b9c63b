const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Units are read in either case, but for minutes: `M` is a million elsewhere. */
const PART = /(-?)(\d+(?:\.\d*)?)([mM][sS]|[sShHmdDwWyY])/y;
const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};
/** Longer ones, some 285,000 years, are this one: whole milliseconds stay exact. */
const DURATION_MS_MAX = Number.MAX_SAFE_INTEGER;

/**
 * Milliseconds of a duration as clients of VictoriaLogs and Prometheus send it: `1h30m`, `1.5d`, `-5m`, or a number of seconds. A minus
 * holds for the parts behind it as well. Fractions of a millisecond are dropped. Undefined if it is none.
 */
export function durationArgumentMs(text: string): number | undefined {
  const ms = NUMBER.test(text) ? Number(text) * 1000 : partsMs(text);
  return ms === undefined ? undefined : Math.trunc(Math.min(Math.max(ms, -DURATION_MS_MAX), DURATION_MS_MAX));
}

function partsMs(text: string): number | undefined {
  if (text === '') return undefined;
  let total = 0;
  let sign = 1;
  for (let at = 0; at < text.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const match = PART.exec(text);
    if (match === null) return undefined;
    if (match[1] === '-') sign = -1;
    total += sign * Number(match[2]) * UNIT_MS[match[3]!.toLowerCase()]!;
  }
  return total;
}
