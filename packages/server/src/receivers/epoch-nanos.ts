/** Nanoseconds since the Unix epoch, taken apart without big integers. */
export interface EpochTime {
  /** Whole seconds, rounded down. */
  seconds: number;
  /** 0 to 999,999,999 */
  nanos: number;
}

const NS = 1_000_000_000;

/** Takes an unsigned number of nanoseconds apart, given as its lower and upper 32 bits. */
export function splitNanos(low: number, high: number, out: EpochTime): void {
  // Long division in base 2^16, so that every step is exact.
  const q1 = Math.floor(high / NS);
  const t2 = (high - q1 * NS) * 65_536 + (low >>> 16);
  const q2 = Math.floor(t2 / NS);
  const t3 = (t2 - q2 * NS) * 65_536 + (low & 0xffff);
  const q3 = Math.floor(t3 / NS);
  out.seconds = q1 * 4_294_967_296 + q2 * 65_536 + q3;
  out.nanos = t3 - q3 * NS;
}

/**
 * Takes a time apart that is given as decimal digits: seconds, milliseconds, microseconds or nanoseconds since the Unix epoch, by their
 * size. False where the text is no whole number.
 */
export function splitDigits(text: string, out: EpochTime): boolean {
  if (!/^-?\d{1,22}$/.test(text)) return false;
  const isNegative = text.startsWith('-');
  const digits = text.slice(isNegative ? 1 : 0).replace(/^0+(?=\d)/, '');
  const decimals = digits.length <= 11 ? 0 : digits.length <= 14 ? 3 : digits.length <= 17 ? 6 : 9;
  const whole = Number(digits.slice(0, digits.length - decimals));
  const nanos = decimals === 0 ? 0 : Number(digits.slice(digits.length - decimals).padEnd(9, '0'));
  out.seconds = !isNegative ? whole : nanos === 0 ? -whole : -whole - 1;
  out.nanos = isNegative && nanos > 0 ? NS - nanos : nanos;
  return true;
}

/** Takes milliseconds since the Unix epoch apart. */
export function splitMs(ms: number, out: EpochTime): void {
  out.seconds = Math.floor(ms / 1000);
  out.nanos = Math.floor(ms - out.seconds * 1000) * 1_000_000;
}
