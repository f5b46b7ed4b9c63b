import { describe, expect, test } from 'vitest';
import { parseExactJson, stringifyExactJson } from '../entry/exact-json.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { AlertRule } from './alert-rule.ts';
import type { AlertRuleInit } from './alert-rule-init.ts';
import { AlertSeverity } from './alert-severity.ts';

const INIT = { name: 'errors', conditions: { level: 'ERROR' } };

test('fills in the defaults', () => {
  expect(new AlertRule(INIT)).toMatchObject({
    name: 'errors',
    description: '',
    conditions: { level: 'ERROR' },
    severity: 'medium',
    threshold: 1,
    timeWindow: 300,
    cooldown: 600,
    enabled: true,
    kind: 'threshold',
    groupBy: [],
    labels: {},
    annotations: {},
    lastTriggeredAt: null,
  });
});

test('keeps what it was given and gives it back as JSON', () => {
  const init: AlertRuleInit = {
    name: 'slow',
    description: 'too slow',
    conditions: { metadata: { duration_ms: { gt: 500 }, id: 9007199254740993n } },
    severity: AlertSeverity.CRITICAL,
    threshold: 5,
    timeWindow: 0.5,
    cooldown: 0,
    enabled: false,
    kind: 'threshold',
    groupBy: ['host', 'source'],
    labels: { team: 'db' },
    annotations: { runbook: 'restart it' },
  };
  const again = new AlertRule(parseExactJson(stringifyExactJson(new AlertRule(init))!) as AlertRuleInit);
  expect(again).toMatchObject(init);
});

test('does not follow later changes of what it was given', () => {
  const conditions = { level: ['ERROR'] };
  const rule = new AlertRule({ name: 'errors', conditions });
  conditions.level.push('INFO');
  expect(rule.conditions).toEqual({ level: ['ERROR'] });
});

test('the severities are lower-case words', () => {
  expect(AlertSeverity).toEqual({ LOW: 'low', MEDIUM: 'medium', HIGH: 'high', CRITICAL: 'critical' });
});

describe('shouldTrigger', () => {
  const rule = new AlertRule({ ...INIT, threshold: 3, cooldown: 60 });

  test('asks for the threshold', () => {
    expect([0, 2, 3, 4, Number.NaN].map((count) => rule.shouldTrigger(count, 1000))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  test('respects the cooldown on either side of the last firing; its ends are outside', () => {
    const fired = new AlertRule(rule);
    fired.lastTriggeredAt = 1000;
    expect([939, 940, 941, 1000, 1059.9, 1060].map((time) => fired.shouldTrigger(3, time))).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  test('never while the rule is not enabled', () => {
    const disabled = new AlertRule({ ...INIT, enabled: false });
    expect(disabled.shouldTrigger(10, 1000)).toBe(false);
    disabled.enabled = true;
    expect(disabled.shouldTrigger(10, 1000)).toBe(true);
  });
});

describe('what is not a rule', () => {
  test.each([
    [null, 'an alert rule must be an object; got null'],
    [{ ...INIT, name: ' ' }, "name must be a string that is not empty; got ' '"],
    [{ conditions: {} }, 'name must be a string that is not empty; got undefined'],
    [{ name: 'x' }, 'conditions must be a filter object or LogsQL text; got undefined'],
    [{ ...INIT, conditions: '' }, "conditions must be a string that is not empty; got ''"],
    [{ ...INIT, conditions: { levle: 'ERROR' } }, "in conditions: unknown filter 'levle'"],
    [{ ...INIT, conditions: { regex: '(' } }, 'in conditions: regex must be a regular expression'],
    [{ ...INIT, severity: 'urgent' }, "severity must be one of 'low', 'medium', 'high', 'critical'; got 'urgent'"],
    [{ ...INIT, threshold: 0 }, 'threshold must be a whole number from 1; got 0'],
    [{ ...INIT, threshold: 1.5 }, 'threshold must be a whole number from 1; got 1.5'],
    [{ ...INIT, threshold: '3' }, "threshold must be a whole number from 1; got '3'"],
    [{ ...INIT, timeWindow: 0 }, 'timeWindow must be a number of seconds, more than 0'],
    [{ ...INIT, timeWindow: Number.POSITIVE_INFINITY }, 'timeWindow must be a number of seconds'],
    [{ ...INIT, cooldown: -1 }, 'cooldown must be a number of seconds, 0 or more'],
    [{ ...INIT, cooldown: Number.NaN }, 'cooldown must be a number of seconds'],
    [{ ...INIT, enabled: 'yes' }, "enabled must be true or false; got 'yes'"],
    [{ ...INIT, kind: 'Absence!' }, "kind must be the name of a kind, such as 'threshold'; got 'Absence!'"],
    [{ ...INIT, parameters: 1 }, 'parameters must be an object of texts, numbers, booleans, and lists of these; got 1'],
    [
      { ...INIT, parameters: { a: {} } },
      'parameters.a must be a text, a number, true, false, null, or a list of these',
    ],
    [{ ...INIT, groupBy: ['host', 7] }, 'groupBy must be a field or a list of fields; got 7'],
    [{ ...INIT, labels: { team: 1 } }, 'labels.team must be a string; got 1'],
    [{ ...INIT, annotations: [] }, 'annotations must be an object of strings; got a list'],
    [
      { ...INIT, treshold: 2 },
      "unknown key 'treshold'; did you mean 'threshold'? The keys of a rule are name, description,",
    ],
  ])('%o', (init, message) => {
    const make = (): AlertRule => new AlertRule(init as AlertRuleInit);
    expect(make).toThrow(InvalidArgumentError);
    expect(make).toThrow(message);
  });
});
