import { describe, expect, test } from 'vitest';
import { InvalidArgumentError, QuerySyntaxError } from '../errors/engine-error.ts';
import type { Alert } from './alert.ts';
import { backtest } from './backtest.ts';
import { blockOf, COMPILER, NOW_MS, row, saved } from './evaluator.test-support.ts';
import { AlertEvaluator } from './evaluator.ts';

function newEvaluator(): AlertEvaluator {
  return new AlertEvaluator({ compiler: COMPILER, clock: () => NOW_MS });
}

function sequences(alerts: readonly Alert[]): (number | null | undefined)[] {
  return alerts.map((alert) => alert.samples[0]?.sequence);
}

describe('LogsQL conditions', () => {
  const rule = { name: 'text', conditions: 'level:ERROR message !"health check"', cooldown: 0 };
  const rows = [row(0, 0), row(1, 1, { level: 'error' }), row(2, 2, { _msg: 'message: health check' }), row(3, 3)];

  test('are those of the language, live and in a backtest', () => {
    const evaluator = newEvaluator();
    evaluator.setRule(rule);
    expect(sequences(evaluator.evaluate(blockOf(...rows)))).toEqual([0, 3]);
    expect(sequences(backtest([rule], [blockOf(...rows)], { compiler: COMPILER }))).toEqual([0, 3]);
  });

  test('are kept as text by the rule and the saved state', () => {
    const before = newEvaluator();
    before.setRule({ ...rule, threshold: 2 });
    before.evaluate(blockOf(...rows.slice(0, 3)));
    const after = newEvaluator();
    after.restoreState(saved(before));
    expect(after.getRules().map((each) => each.toJSON().conditions)).toEqual([rule.conditions]);
    expect(after.evaluate(blockOf(...rows))).toHaveLength(1);
  });

  test('say where they are wrong', () => {
    const error = (conditions: string): unknown => {
      try {
        return newEvaluator().setRule({ name: 'x', conditions });
      } catch (thrown) {
        return thrown;
      }
    };
    expect(error('level:ERROR (')).toBeInstanceOf(QuerySyntaxError);
    expect(error('level:ERROR (')).toMatchObject({ position: 13 });
    expect(error('level:ERROR | stats count()')).toMatchObject({ position: 12, found: '|' });
    expect(error('_time:5m')).toBeInstanceOf(InvalidArgumentError);
  });
});
