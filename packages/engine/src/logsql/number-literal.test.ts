import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDurationNs } from './duration.ts';
import { formatIpv4, formatNumber, parseCount, parseIpv4, parseNumberText } from './number-literal.ts';

describe('parseNumberText', () => {
  it.each([
    ['12345', 12345],
    ['-12345', -12345],
    ['-0', 0],
    ['0.123', 0.123],
    ['-12.34', -12.34],
    ['1_234_567', 1234567],
    ['1.234_567', 1.234567],
    ['1e-5', 0.00001],
    ['2.34E+3', 2340],
    ['0x1ff', 511],
    ['-0b101', -5],
    ['0o7532', 3930],
    ['inf', Infinity],
    ['+Inf', Infinity],
    ['-INF', -Infinity],
    ['1K', 1000],
    ['1KB', 1000],
    ['1Ki', 1024],
    ['10KiB', 10240],
    ['1.5M', 1.5e6],
    ['2GB', 2e9],
    ['1Gi', 2 ** 30],
    ['1TiB', 2 ** 40],
    ['22MB100KB', 22_100_000],
    ['5B', 5],
    ['1h30m', 5400e9],
    ['1.5d', 129_600e9],
    ['123ns', 123],
    ['1.23µs', 1230],
    ['1970-01-01T00:00:01Z', 1e9],
    ['1970-01-01T01:00:01+01:00', 1e9],
    ['1.2.3.4', 0x01020304],
    ['007', 7],
    ['007.5', 7.5],
    ['-', 0],
    ['1.9B1.9B', 2],
    ['0x_1F', 31],
    ['0_5', 5],
    ['+1_0', 10],
    ['1_234e0_3', 1_234_000],
    ['9999999T9999999T', 2 ** 63],
  ])('%s', (text, value) => {
    expect(parseNumberText(text)).toBe(value);
  });

  it.each([
    '',
    '.',
    '007ms',
    '05KB',
    '1__0e1',
    '1_e3',
    '0x1F_',
    '0x8000000000000000',
    '5us',
    '1e999',
    '2023-01-01T00:00:00.1234567890Z',
    'a',
    '1x',
    '1KX',
    '0x',
    '1.2.3',
    '1.2.3.256',
    '2023-13-01T00:00:00Z',
    '1 ',
    'nan',
    '_1',
    '5m5',
  ])('refuses %j', (text) => {
    expect(parseNumberText(text)).toBeUndefined();
  });

  it('reads back whatever formatNumber writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(parseNumberText(formatNumber(value))).toBe(value + 0);
      }),
    );
  });
});

describe('parseCount', () => {
  it.each([
    ['10', 10],
    ['1_000', 1000],
    ['0x10', 16],
    ['010', 8],
    ['00', 0],
    ['1.5KB', 1500],
    ['1.9B', 1],
    ['inf', Infinity],
    ['+InF', Infinity],
    ['1m', 60e9],
  ])('%s', (text, value) => {
    expect(parseCount(text)).toBe(value);
  });

  it.each(['', '-1', '1.5', 'ten', '1e3', '08'])('refuses %j', (text) => {
    expect(parseCount(text)).toBeUndefined();
  });
});

describe('parseDurationNs', () => {
  it('is exact', () => {
    expect(parseDurationNs('2.5d15m42.345s')).toBe(216_942_345_000_000n);
    expect(parseDurationNs('1y')).toBe(365n * 86_400_000_000_000n);
    expect(parseDurationNs('-1.5d')).toBe(-129_600_000_000_000n);
    expect(parseDurationNs('0.1ns')).toBe(0n);
    expect(parseDurationNs('9999999y')).toBe(2n ** 63n - 1n);
  });

  it('reads a lone minus as nothing', () => {
    expect(parseDurationNs('-')).toBe(0n);
  });

  it.each(['', '5', 'm', '5x', '1h5', '1.h', '1h-5m', '05s', '1h05m', '5us'])('refuses %j', (text) => {
    expect(parseDurationNs(text)).toBeUndefined();
  });
});

describe('parseIpv4', () => {
  it('is the inverse of formatIpv4', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), (address) => {
        expect(parseIpv4(formatIpv4(address))).toBe(address);
      }),
    );
  });
});
