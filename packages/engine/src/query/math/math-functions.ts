import type { MathFunctionName, MathOperator } from '../../logsql/math-expression.ts';
import { power } from './power.ts';

/** Calculates with one row's numbers; NaN is a value that is none. */
export type MathFunction = (...values: number[]) => number;

export const MATH_OPERATIONS: Readonly<Record<MathOperator, (a: number, b: number) => number>> = {
  '^': power,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': remainder,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '&': bitwise((a, b) => a & b),
  xor: bitwise((a, b) => a ^ b),
  or: bitwise((a, b) => a | b),
  default: (a, b) => (Number.isNaN(a) ? b : a),
};

/** The functions of the values in a row; `now` and `rand` have no arguments and are the caller's. */
export const MATH_CALLS: Readonly<Record<Exclude<MathFunctionName, 'now' | 'rand'>, MathFunction>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  // Values that are none do not count.
  max: (...values) => values.reduce((most, value) => (Number.isNaN(most) || value > most ? value : most), Number.NaN),
  min: (...values) =>
    values.reduce((least, value) => (Number.isNaN(least) || value < least ? value : least), Number.NaN),
  round: (value, nearest) => (nearest === undefined ? roundAway(value) : roundTo(value, nearest)),
};

/** The remainder with the sign of the first number; of whole numbers there is no negative zero. */
function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest === 0 && Number.isInteger(a) && Number.isInteger(b) ? 0 : rest;
}

/** Whole numbers below 2^53, on 64 bits; fractions are dropped. */
function bitwise(operation: (a: bigint, b: bigint) => bigint): (a: number, b: number) => number {
  return (a, b) => {
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.NaN;
    return Number(BigInt.asUintN(64, operation(BigInt(Math.trunc(a)), BigInt(Math.trunc(b)))));
  };
}

/** Halves go away from zero. */
function roundAway(value: number): number {
  const rounded = Math.trunc(value);
  return Math.abs(value - rounded) >= 0.5 ? rounded + Math.sign(value) : rounded;
}

/**
 * The multiple of `nearest` that is nearest, with no more decimals than `nearest` has. As in the reference further decimals
 * are cut off, also those of 1.1599999999999999, and 0.3 is 3 · 0.1, a little more than 0.3, so that its multiples are, too.
 */
function roundTo(value: number, nearest: number): number {
  const decimals = decimalsOf(nearest);
  const step = decimals > 0 ? sumOfHalves(nearest, decimals) : nearest;
  const raised = value + 0.5 * Math.abs(step) * (value < 0 ? -1 : 1);
  const multiple = raised - (raised % step);
  if (decimals <= 0) return Math.round(multiple / 10 ** -decimals) * 10 ** -decimals;
  return Math.trunc(multiple * 10 ** decimals) / 10 ** decimals;
}

/** What is before the point and what is behind it, each as a double. */
function sumOfHalves(value: number, decimals: number): number {
  const whole = Math.trunc(value);
  return whole + Math.round((value - whole) * 10 ** decimals) * Number(`1e-${decimals}`);
}

/** The decimals of the shortest text of a number; negative for whole numbers that end in zeros. */
function decimalsOf(value: number): number {
  const [digits, exponent = '0'] = value.toExponential().split('e') as [string, string?];
  return (digits.split('.')[1] ?? '').length - Number(exponent);
}
