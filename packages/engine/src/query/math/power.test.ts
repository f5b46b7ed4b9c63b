import fc from 'fast-check';
import { expect, test } from 'vitest';
import { power } from './power.ts';

test('powers that math.Pow of Go gives', () => {
  expect(power(1.1, 2)).toBe(1.2100000000000002);
  expect(power(10, 308)).toBe(1.0000000000000006e308);
  expect(power(10, -5)).toBe(1e-5);
  expect(power(2, -1074)).toBe(Number.MIN_VALUE);
  expect(power(Number.MIN_VALUE, 1)).toBe(Number.MIN_VALUE);
  expect(power(-2, 3)).toBe(-8);
  expect(power(9, 0.5)).toBe(3);
  expect(power(4, -0.5)).toBe(0.5);
  expect(power(-8, 1 / 3)).toBeNaN();
});

test('the special cases', () => {
  expect(power(1, Number.NaN)).toBe(1);
  expect(power(-1, Number.POSITIVE_INFINITY)).toBe(1);
  expect(power(Number.NaN, 0)).toBe(1);
  expect(power(0, -1)).toBe(Number.POSITIVE_INFINITY);
  expect(power(-0, 3)).toBe(-0);
  expect(power(10, 400)).toBe(Number.POSITIVE_INFINITY);
  expect(power(-10, 401)).toBe(Number.NEGATIVE_INFINITY);
  expect(power(10, -400)).toBe(0);
  expect(power(-1, 2 ** 60)).toBe(1);
});

test('it is near the power of the language, and exact where powers of two are', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer({ min: -40, max: 40 }), (x, y) => {
      const [got, known] = [power(x, y), x ** y];
      expect(
        Object.is(got, known) || Math.abs(got - known) <= 1e-13 * Math.abs(known) || Math.abs(known) < 1e-307,
      ).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 }), (x, y) => {
      expect(power(2 ** x, y)).toBe(2 ** (x * y));
    }),
  );
});
