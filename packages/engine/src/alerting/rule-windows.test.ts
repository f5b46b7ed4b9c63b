import { expect, test } from 'vitest';
import { GROUPS_MAX, RuleWindows } from './rule-windows.ts';

const OPTIONS = { windowMs: 1000, cooldownMs: 0 };

test('groups of several fields are told apart by each of them', () => {
  const windows = new RuleWindows(['host', 'job'], OPTIONS);
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
  const windows = new RuleWindows(['user'], OPTIONS);
  for (let i = 0; i < GROUPS_MAX; i++) windows.of([`user ${i}`]).add(0, 0, i, 1, 0);
  const busy = windows.of(['user 0']);
  busy.add(0, 0, GROUPS_MAX, 1, 0);
  windows.of(['one more']).add(0, 0, GROUPS_MAX + 1, 1, 0);
  expect(windows.groupCount).toBe(GROUPS_MAX * 0.9 + 1);
  expect(windows.forgottenCount).toBe(GROUPS_MAX / 10);
  expect(windows.of(['user 0'])).toBe(busy);
  expect(windows.of(['user 1']).lastSequence).toBe(-1);
  expect(windows.of([`user ${GROUPS_MAX - 1}`]).lastSequence).toBe(GROUPS_MAX - 1);
});
