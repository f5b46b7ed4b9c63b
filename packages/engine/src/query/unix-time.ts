const DECIMAL = /^([-+]?\d{1,19})(?:\.(\d{1,18}))?(?:[eE]([+-]?\d{1,2}))?$/;

/** Beyond these absolute values a time is in milliseconds, microseconds and nanoseconds, not in seconds. */
const SECONDS_MAX = 2n ** 31n;
const NS_MAX = 2n ** 63n;

/**
 * The nanoseconds of a Unix time in seconds, milliseconds, microseconds or nanoseconds, told from its size; `1.5` and
 * `1.5e9` are possible. Undefined for any other text.
 */
export function parseUnixTimeNs(text: string): bigint | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, whole, fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (exponent < 0 || (exponentText !== '0' && exponent < fraction.length)) return undefined;
  const power = 9 + exponent - fraction.length;
  if (power < -9 || power > 40) return undefined;
  const digits = BigInt(whole! + fraction);
  // In billionths of the unit, whatever it is.
  const scaled = power >= 0 ? digits * 10n ** BigInt(power) : digits / 10n ** BigInt(-power);
  const units = scaled / 1_000_000_000n;
  const ns = scaled / divisorOf(units < 0n ? -units : units);
  return ns < NS_MAX && ns >= -NS_MAX ? ns : undefined;
}

function divisorOf(units: bigint): bigint {
  if (units < SECONDS_MAX) return 1n;
  if (units < SECONDS_MAX * 1000n) return 1000n;
  return units < SECONDS_MAX * 1_000_000n ? 1_000_000n : 1_000_000_000n;
}
