import { expect, test } from 'vitest';
import { ALERT_TIMES_MAX, AlertTimes } from './alert-times.ts';

test('an alert silences less than the cooldown before and after it, to the nanosecond', () => {
  const alerts = new AlertTimes(100);
  alerts.add(1000, 5, 0);
  const silent = [
    [900, 5],
    [900, 6],
    [1000, 5],
    [1100, 4],
    [1100, 5],
  ].map(([ms, ns]) => alerts.silences(ms!, ns!));
  expect(silent).toEqual([false, true, true, true, false]);
});

test('a span is silent only if one alert silences all of it', () => {
  const alerts = new AlertTimes(100);
  alerts.add(1000, 0, 0);
  alerts.add(1150, 0, 1);
  expect(alerts.silencesAll(1040, 0, 59)).toBe(true);
  expect(alerts.silencesAll(1040, 0, 60)).toBe(false);
  expect(alerts.silencesAll(1051, 0, 100)).toBe(true);
  expect(alerts.silencesAll(1050, 0, 100)).toBe(false);
});

test('without a cooldown nothing is silent and nothing is kept', () => {
  const alerts = new AlertTimes(0);
  alerts.add(1000, 0, 0);
  expect([alerts.count, alerts.silences(1000, 0)]).toEqual([0, false]);
});

test('of too many alerts those that fired first are forgotten, whatever their time', () => {
  const alerts = new AlertTimes(10);
  for (let i = 0; i <= ALERT_TIMES_MAX; i++) alerts.add(1e9 - i * 100, 0, i);
  expect(alerts.count).toBe(ALERT_TIMES_MAX / 2 + 1);
  expect(alerts.silences(1e9, 0)).toBe(false);
  expect(alerts.silences(1e9 - ALERT_TIMES_MAX * 100, 0)).toBe(true);
});
