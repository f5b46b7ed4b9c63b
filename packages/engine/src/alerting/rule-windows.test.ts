import { expect, test } from 'vitest';
import { AlertRule } from './alert-rule.ts';
import { thresholdKind } from './kinds/threshold.ts';
import type { MatchWatch } from './match-watch.ts';
import { GROUPS_MAX, RuleWindows } from './rule-windows.ts';

function windowsBy(...groupBy: string[]): RuleWindows {
  return new RuleWindows(new AlertRule({ name: 'x', conditions: {}, cooldown: 0, groupBy }), thresholdKind);
}

function add(watch: MatchWatch, sequence: number): void {
  watch.add({ ms: 0, ns: 0, sequence, field: () => '' }, new AlertRule({ name: 'x', conditions: {} }), 0);
}

test('groups of several fields are told apart by each of them', () => {
  const windows = windowsBy('host', 'job');
  const groups = [
    ['a', 'b'],
    ['a,b', ''],
    ['', 'a,b'],
    ['a', ''],
  ];
  expect(new Set(groups.map((group) => windows.of(group))).size).toBe(4);
  expect(windows.of(['a', 'b'])).toBe(windows.of(['a', 'b']));
  expect(windows.groupCount).toBe(4);
});

test('of too many groups those without a match for longest are forgotten, and counted', () => {
  const windows = windowsBy('user');
  for (let i = 0; i < GROUPS_MAX; i++) add(windows.of([`user ${i}`]), i);
  const busy = windows.of(['user 0']);
  add(busy, GROUPS_MAX);
  add(windows.of(['one more']), GROUPS_MAX + 1);
  expect(windows.groupCount).toBe(GROUPS_MAX * 0.9 + 1);
  expect(windows.forgottenCount).toBe(GROUPS_MAX / 10);
  expect(windows.of(['user 0'])).toBe(busy);
  expect(windows.of(['user 1']).lastSequence).toBe(-1);
  expect(windows.of([`user ${GROUPS_MAX - 1}`]).lastSequence).toBe(GROUPS_MAX - 1);
});
