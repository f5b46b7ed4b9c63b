import { expect, test } from 'vitest';
import { AlertRule } from './alert-rule.ts';
import { backtest } from './backtest.ts';
import { blockOf, COMPILER, row } from './evaluator.test-support.ts';

const OPTIONS = { compiler: COMPILER };

test('leaves the rule as it is, and tests one that is not enabled', () => {
  const rule = new AlertRule({ name: 'errors', conditions: {}, enabled: false });
  expect(backtest([rule], [blockOf(row(0, 0))], OPTIONS)).toHaveLength(1);
  expect(rule).toMatchObject({ enabled: false, lastTriggeredAt: null });
});

test('shows entries of all blocks, and none that is deleted', () => {
  const blocks = [blockOf(row(3, 3), row(4, 4)), blockOf(row(0, 0), { ...row(1, 1), deleted: true }, row(2, 2))];
  const [alert] = backtest([{ name: 'errors', conditions: {}, threshold: 3 }], blocks, OPTIONS);
  expect(alert!.sampleLogs.map((entry) => entry.message)).toEqual(['message 3', 'message 2', 'message 0']);
});

test('can be stopped between blocks', () => {
  const onBlock = (): void => {
    throw new Error('enough');
  };
  const run = (): unknown =>
    backtest([{ name: 'errors', conditions: {} }], [blockOf(row(0, 0))], { ...OPTIONS, onBlock });
  expect(run).toThrow('enough');
});

test('of no rules or no blocks raises nothing', () => {
  expect(backtest([], [blockOf(row(0, 0))], OPTIONS)).toEqual([]);
  expect(backtest([{ name: 'errors', conditions: {} }], [], OPTIONS)).toEqual([]);
});
