import { describe, expect, test } from 'vitest';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import type { AlertKindExtension } from './alert-kind-extension.ts';
import { AlertKinds } from './alert-kinds.ts';
import type { AlertRuleInit } from './alert-rule-init.ts';
import { backtest } from './backtest.ts';
import { blockOf, COMPILER, NOW_MS, row } from './evaluator.test-support.ts';
import { AlertEvaluator } from './evaluator.ts';

/** Fires at a value of a field that no match had before. */
const FIRST_SEEN: AlertKindExtension = {
  name: 'first-seen',
  check({ parameters }) {
    if (typeof parameters.field !== 'string') throw new InvalidArgumentError('first-seen needs parameters.field');
  },
  start({ parameters }, saved) {
    const seen = new Set(saved as string[] | undefined);
    return {
      match(entry) {
        const value = entry.field(String(parameters.field));
        if (value === 'bad') throw new Error('a value that it cannot take');
        if (seen.has(value)) return undefined;
        seen.add(value);
        return { count: seen.size, message: `${value} is new` };
      },
      save: () => [...seen],
    };
  },
};
const EVERY: AlertKindExtension = { name: 'every', start: () => ({ match: () => ({ count: 1 }) }) };

const RULE: AlertRuleInit = {
  name: 'hosts',
  conditions: { level: 'error' },
  kind: 'first-seen',
  parameters: { field: 'host' },
  cooldown: 0,
};

function evaluatorWith(...kinds: AlertKindExtension[]): AlertEvaluator {
  return new AlertEvaluator({ compiler: COMPILER, clock: () => NOW_MS, kinds });
}

const ROWS = [
  row(0, 0, { host: 'a' }),
  row(1, 1, { host: 'b', level: 'INFO' }),
  row(2, 2, { host: 'a' }),
  row(3, 3, { host: 'b' }),
  row(4, 4, {}),
];

describe('a kind of rule of your own', () => {
  test('sees the matches of its rule in order, and says when it fires', () => {
    const evaluator = evaluatorWith(FIRST_SEEN);
    evaluator.setRule(RULE);
    const alerts = evaluator.evaluate(blockOf(...ROWS));
    expect(
      alerts.map(({ message, count, samples }) => [message, count, samples.map(({ sequence }) => sequence)]),
    ).toEqual([
      ['hosts: a is new', 1, [0]],
      ['hosts: b is new', 2, [3, 2, 0]],
      ['hosts:  is new', 3, [4, 3, 2, 0]],
    ]);
    const tested = backtest([RULE], [blockOf(...ROWS)], { compiler: COMPILER, kinds: new AlertKinds([FIRST_SEEN]) });
    expect(tested.map(({ message }) => message)).toEqual(alerts.map(({ message }) => message));
  });

  test('keeps groups apart, and is silent within the cooldown', () => {
    const evaluator = evaluatorWith(EVERY);
    evaluator.setRule({ name: 'every', kind: 'every', conditions: {}, cooldown: 10, groupBy: 'host' });
    const rows = [0, 1, 9, 10, 11].map((seconds, i) => row(i, seconds, { host: i === 1 ? 'b' : 'a' }));
    expect(evaluator.evaluate(blockOf(...rows)).map(({ message }) => message)).toEqual([
      'every: 1 matching entry within 300 s for host=a (threshold 1)',
      'every: 1 matching entry within 300 s for host=b (threshold 1)',
      'every: 1 matching entry within 300 s for host=a (threshold 1)',
    ]);
  });

  test('goes on after a restart where it was', () => {
    const before = evaluatorWith(FIRST_SEEN);
    before.setRule({ ...RULE, cooldown: 2 });
    before.evaluate(blockOf(...ROWS.slice(0, 3)));
    const state: unknown = JSON.parse(JSON.stringify(before.saveState()));
    // Without its kind the rule is kept as it is.
    const without = evaluatorWith();
    without.restoreState(state);
    expect(without.getDormantRules().map(({ name }) => name)).toEqual(['hosts']);
    expect(without.evaluate(blockOf(row(3, 2, { host: 'x' })))).toEqual([]);
    const after = evaluatorWith(FIRST_SEEN);
    after.restoreState({ ...without.saveState(), lastEvaluatedSequence: 2 });
    expect(after.getRules()).toEqual(before.getRules());
    expect(after.evaluate(blockOf(...ROWS)).map(({ message }) => message)).toEqual(['hosts: b is new']);
  });

  test('begins anew when a rule with other parameters takes the place', () => {
    const evaluator = evaluatorWith(FIRST_SEEN);
    evaluator.setRule(RULE);
    evaluator.evaluate(blockOf(row(0, 0, { host: 'a' })));
    evaluator.setRule({ ...RULE, description: 'the same' });
    expect(evaluator.evaluate(blockOf(row(1, 0, { host: 'a' })))).toEqual([]);
    evaluator.setRule({ ...RULE, parameters: { field: 'host', twice: true } });
    expect(evaluator.evaluate(blockOf(row(2, 0, { host: 'a' })))).toHaveLength(1);
  });

  test('that throws, or counts nonsense, misses an entry and harms no other rule', () => {
    const evaluator = evaluatorWith(FIRST_SEEN, { name: 'none', start: () => ({ match: () => ({ count: 0 }) }) });
    evaluator.setRule(RULE);
    evaluator.setRule({ name: 'all', conditions: {}, cooldown: 0 });
    evaluator.setRule({ name: 'none', kind: 'none', conditions: {} });
    const alerts = evaluator.evaluate(blockOf(row(0, 0, { host: 'bad' }), row(1, 1, { host: 'good' })));
    expect(alerts.map(({ ruleName }) => ruleName)).toEqual(['all', 'hosts', 'all']);
    expect(evaluator.hookFailureCount).toBe(3);
    expect(String(evaluator.lastHookError)).toContain('a whole number from 1; got 0');
  });
});

describe('what is refused', () => {
  test.each<[AlertRuleInit, string]>([
    [
      { ...RULE, kind: 'first-sen' },
      "there is no kind 'first-sen'; did you mean 'first-seen'? There are 'threshold', 'first-seen'",
    ],
    [{ ...RULE, parameters: {} }, 'first-seen needs parameters.field'],
    [
      { name: 'x', conditions: {}, parameters: { a: 1 } },
      "parameters are for kinds of your own; 'threshold' has none, got 'a'",
    ],
  ])('%j', (rule, message) => {
    expect(() => evaluatorWith(FIRST_SEEN).setRule(rule)).toThrow(InvalidArgumentError);
    expect(() => evaluatorWith(FIRST_SEEN).setRule(rule)).toThrow(message);
  });

  test('names that are none, or taken', () => {
    for (const name of ['', 'First', 'a b', 'threshold']) {
      expect(() => new AlertKinds([{ ...EVERY, name }])).toThrow(InvalidArgumentError);
    }
    expect(() => new AlertKinds([EVERY, EVERY])).toThrow("there is an alert kind with the name 'every' already");
  });
});
