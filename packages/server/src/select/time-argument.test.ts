import { expect, test } from 'vitest';
import { timeArgument, timeText } from './time-argument.ts';

const NOW_NS = BigInt(Date.UTC(2026, 2, 1, 12)) * 1_000_000n;

test.each([
  ['2023', '2023-01-01T00:00:00Z'],
  ['2023-03', '2023-03-01T00:00:00Z'],
  ['2023-03-24T14:26', '2023-03-24T14:26:00Z'],
  ['2023-03-24T14:26:16.243Z', '2023-03-24T14:26:16.243Z'],
  ['2023-03-24T14+02:00', '2023-03-24T12:00:00Z'],
  ['1679667976', '2023-03-24T14:26:16Z'],
  ['1679667976243', '2023-03-24T14:26:16.243Z'],
  ['1679667976243000001', '2023-03-24T14:26:16.243000001Z'],
  ['1.679667976e9', '2023-03-24T14:26:16Z'],
  ['now', '2026-03-01T12:00:00Z'],
  ['now-1h', '2026-03-01T11:00:00Z'],
  ['5m', '2026-03-01T11:55:00Z'],
  ['-5m', '2026-03-01T11:55:00Z'],
  ['1D', '2026-02-28T12:00:00Z'],
  ['-3600', '2026-03-01T11:00:00Z'],
  ['-9223372036854775808', '1677-09-21T00:12:43.145224192Z'],
])('%s is %s', (text, expected) => {
  expect(timeText(timeArgument('start', text, NOW_NS)!)).toBe(expected);
});

test('nothing is no time', () => {
  expect(timeArgument('start', '', NOW_NS)).toBeUndefined();
});

test.each([
  'yesterday',
  'now-',
  'now+1h',
  'nowx',
  '2023-13',
  '2023-03-24T',
  '2023/03/24',
  'NaN',
  '-',
  '1ns',
  '1h ',
  'null',
])('refuses %j', (text) => {
  expect(() => timeArgument('start', text, NOW_NS)).toThrow(/'start' must be a time/);
});
