/**
 * `x` to the power of `y` as Go's `math.Pow` calculates it, so that the last digit is the same: powers of whole numbers by
 * multiplication, what is left by exponential and logarithm. 1 to whatever power is 1, and so is -1 to an infinite one.
 */
export function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY)) return 1;
  if (x === 0 || y === 1 || !Number.isFinite(x) || !Number.isFinite(y)) return x ** y;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -0.5) return 1 / Math.sqrt(x);
  let whole = Math.trunc(Math.abs(y));
  let fraction = Math.abs(y) - whole;
  if (fraction !== 0 && x < 0) return Number.NaN;
  if (whole >= 2 ** 53) return x ** y;
  if (fraction > 0.5) {
    fraction -= 1;
    whole += 1;
  }
  const { mantissa, exponent } = wholePower(x, whole, fraction === 0 ? 1 : Math.exp(fraction * Math.log(x)));
  return y < 0 ? scale(1 / mantissa, -exponent) : scale(mantissa, exponent);
}

/** A number as `mantissa` · 2^`exponent`. */
interface Parts {
  readonly mantissa: number;
  readonly exponent: number;
}

/** Beyond it the result is 0 or infinite. */
const EXPONENT_MAX = 4096;

/** `start` · `x`^`power`; the power is a whole number from 0. */
function wholePower(x: number, power: number, start: number): Parts {
  let { mantissa: base, exponent: baseExponent } = partsOf(x);
  let mantissa = start;
  let exponent = 0;
  for (let left = power; left > 0; left = Math.floor(left / 2)) {
    if (Math.abs(baseExponent) > EXPONENT_MAX) return { mantissa, exponent: exponent + baseExponent };
    if (left % 2 === 1) {
      mantissa *= base;
      exponent += baseExponent;
    }
    base *= base;
    baseExponent *= 2;
    if (base < 0.5) {
      base += base;
      baseExponent--;
    }
  }
  return { mantissa, exponent };
}

const doubles = new Float64Array(1);
const words = new Uint32Array(doubles.buffer);
const HIGH_WORD = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;
const EXPONENT_SHIFT = 20;
const EXPONENT_MASK = 0x7ff;

/** The mantissa is in [0.5, 1) or its negative. @param x neither 0 nor infinite */
function partsOf(x: number): Parts {
  const isSubnormal = Math.abs(x) < 2 ** -1022;
  doubles[0] = isSubnormal ? x * 2 ** 52 : x;
  const high = words[HIGH_WORD]!;
  const exponent = ((high >>> EXPONENT_SHIFT) & EXPONENT_MASK) - 1022;
  words[HIGH_WORD] = (high & ~(EXPONENT_MASK << EXPONENT_SHIFT)) | (1022 << EXPONENT_SHIFT);
  return { mantissa: doubles[0]!, exponent: isSubnormal ? exponent - 52 : exponent };
}

/** `mantissa` · 2^`exponent`, rounded once. */
function scale(mantissa: number, exponent: number): number {
  const parts = mantissa === 0 || !Number.isFinite(mantissa) ? { mantissa, exponent: 0 } : partsOf(mantissa);
  const total = parts.exponent + exponent;
  if (mantissa === 0 || !Number.isFinite(mantissa)) return mantissa;
  if (total > 1024) return parts.mantissa * Number.POSITIVE_INFINITY;
  if (total < -1074) return parts.mantissa < 0 ? -0 : 0;
  // Two exact factors, but for the last one where the result is subnormal.
  return total >= -1021 ? parts.mantissa * 2 * 2 ** (total - 1) : parts.mantissa * 2 ** -1021 * 2 ** (total + 1021);
}
