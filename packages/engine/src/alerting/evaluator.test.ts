import { describe, expect, test, vi } from 'vitest';
import { LogEntry } from '../entry/log-entry.ts';
import { InvalidArgumentError, UnsupportedVersionError } from '../errors/engine-error.ts';
import type { Alert } from './alert.ts';
import { HISTORY_MAX } from './alert-history.ts';
import { AlertRule } from './alert-rule.ts';
import { blockOf, COMPILER, NOW_MS, row, saved } from './evaluator.test-support.ts';
import { AlertEvaluator, type AlertEvaluatorOptions } from './evaluator.ts';

const ERRORS = { name: 'errors', conditions: { level: 'error' }, threshold: 3, timeWindow: 60, cooldown: 100 };

function evaluatorWith(options: Partial<AlertEvaluatorOptions> = {}): AlertEvaluator {
  return new AlertEvaluator({ compiler: COMPILER, clock: () => NOW_MS, ...options });
}

function sequences(alerts: readonly Alert[]): (number | null | undefined)[] {
  return alerts.map((alert) => alert.samples[0]?.sequence);
}

describe('an alert', () => {
  const evaluator = evaluatorWith();
  evaluator.setRule({ ...ERRORS, severity: 'high', labels: { team: 'db' }, annotations: { runbook: 'wiki' } });
  const alerts = evaluator.evaluate(
    blockOf(row(0, 0), row(1, 1, { level: 'INFO' }), row(2, 2, { level: 'Error', size: 7 }), row(3, 60)),
  );

  test('says which rule fired, when by the time of the entries, and on how many', () => {
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({
      ruleName: 'errors',
      message: 'errors: 3 matching entries within 60 s (threshold 3)',
      severity: 'high',
      triggeredAt: '2026-03-02T12:01:00Z',
      triggeredAtMs: NOW_MS + 60_000,
      count: 3,
      metadata: {
        threshold: 3,
        timeWindow: 60,
        cooldown: 100,
        labels: { team: 'db' },
        annotations: { runbook: 'wiki' },
      },
    });
    expect(evaluator.getAlerts()).toEqual(alerts);
    expect(evaluator.getRules()[0]!.lastTriggeredAt).toBe(NOW_MS / 1000 + 60);
  });

  test('shows its newest entries first', () => {
    const [newest, middle] = alerts[0]!.sampleLogs;
    expect(alerts[0]!.sampleLogs).toHaveLength(3);
    expect(newest).toBeInstanceOf(LogEntry);
    expect(newest).toMatchObject({ message: 'message 3', level: 'ERROR' });
    expect(middle!.metadata).toEqual({ size: 7 });
  });
});

test('a match exactly a window earlier counts, an earlier one does not', () => {
  const evaluator = evaluatorWith();
  evaluator.setRule({ ...ERRORS, threshold: 2 });
  expect(evaluator.evaluate(blockOf(row(0, 0), row(1, 60.001)))).toHaveLength(0);
  expect(evaluator.evaluate(blockOf(row(2, 120.001)))).toHaveLength(1);
});

test('blocks that store rows in another order are evaluated in order of sequence', () => {
  const rows = [row(4, 4), row(2, 2), row(0, 0), row(3, 3), row(1, 1)];
  const evaluator = evaluatorWith();
  evaluator.setRule(ERRORS);
  evaluator.setRule({ ...ERRORS, name: 'more errors', threshold: 2 });
  const alerts = evaluator.evaluate(blockOf(...rows));
  expect(alerts.map(({ ruleName, count }) => [ruleName, count])).toEqual([
    ['more errors', 2],
    ['errors', 3],
  ]);
  expect(sequences(alerts)).toEqual([1, 2]);
});

test('groups have windows and cooldowns of their own', () => {
  const evaluator = evaluatorWith();
  evaluator.setRule({ ...ERRORS, threshold: 2, groupBy: ['host', 'size'] });
  const alerts = evaluator.evaluate(
    blockOf(
      row(0, 0, { host: 'a' }),
      row(1, 1, { host: 'b' }),
      row(2, 2, { host: 'a', size: 1 }),
      row(3, 3, { host: 'b' }),
      row(4, 4, { host: 'a' }),
      row(5, 5, { host: 'a' }),
    ),
  );
  expect(alerts.map(({ metadata }) => metadata.group)).toEqual([
    { host: 'b', size: '' },
    { host: 'a', size: '' },
  ]);
  expect(alerts[0]!.message).toBe('errors: 2 matching entries within 60 s for host=b, size= (threshold 2)');
});

test('a rule that is not enabled counts nothing until it is', () => {
  const evaluator = evaluatorWith();
  const rule = evaluator.setRule({ ...ERRORS, threshold: 2, enabled: false });
  evaluator.evaluate(blockOf(row(0, 0)));
  rule.enabled = true;
  expect(evaluator.evaluate(blockOf(row(1, 1)))).toHaveLength(0);
  expect(evaluator.evaluate(blockOf(row(2, 2)))).toHaveLength(1);
});

test('deleted rows do not count', () => {
  const evaluator = evaluatorWith();
  evaluator.setRule(ERRORS);
  expect(evaluator.evaluate(blockOf(row(0, 0), { ...row(1, 1), deleted: true }, row(2, 2)))).toHaveLength(0);
});

test('a row is evaluated once, also when its block has grown', () => {
  const evaluator = evaluatorWith();
  evaluator.setRule(ERRORS);
  const rows = [row(10, 0), row(11, 1)];
  evaluator.evaluate(blockOf(...rows));
  expect(evaluator.lastEvaluatedSequence).toBe(11);
  expect(evaluator.evaluate(blockOf(...rows))).toHaveLength(0);
  expect(evaluator.evaluate(blockOf(...rows, row(12, 2)))).toHaveLength(1);
});

test('rows that came before a rule are not evaluated for it', () => {
  const evaluator = evaluatorWith();
  evaluator.evaluate(blockOf(row(0, 0), row(1, 1)));
  evaluator.setRule(ERRORS);
  expect(evaluator.evaluate(blockOf(row(0, 0), row(1, 1), row(2, 2)))).toHaveLength(0);
});

describe('replacing a rule', () => {
  test('keeps what was counted while what it counts stays the same', () => {
    const evaluator = evaluatorWith();
    evaluator.setRule(ERRORS);
    evaluator.evaluate(blockOf(row(0, 0), row(1, 1)));
    evaluator.setRule({ ...ERRORS, threshold: 2, severity: 'low', description: 'changed' });
    expect(evaluator.getRules()).toHaveLength(1);
    expect(evaluator.evaluate(blockOf(row(2, 2)))[0]).toMatchObject({ count: 3, severity: 'low' });
  });

  test.each([{ conditions: { level: ['ERROR', 'WARN'] } }, { timeWindow: 61 }, { cooldown: 1 }, { groupBy: 'level' }])(
    'begins anew with %o',
    (change) => {
      const evaluator = evaluatorWith();
      evaluator.setRule(ERRORS);
      evaluator.evaluate(blockOf(row(0, 0), row(1, 1)));
      evaluator.setRule({ ...ERRORS, ...change });
      expect(evaluator.evaluate(blockOf(row(2, 2)))).toHaveLength(0);
    },
  );

  test('removing one ends it; its alerts stay', () => {
    const evaluator = evaluatorWith();
    evaluator.setRule({ ...ERRORS, threshold: 1, cooldown: 0 });
    evaluator.evaluate(blockOf(row(0, 0)));
    expect([evaluator.removeRule('errors'), evaluator.removeRule('errors')]).toEqual([true, false]);
    expect(evaluator.evaluate(blockOf(row(1, 1)))).toHaveLength(0);
    expect(evaluator.getAlerts()).toHaveLength(1);
  });
});

describe('hooks', () => {
  const ALWAYS = { name: 'always', conditions: {}, cooldown: 0 };

  test('are told of each alert, in order, until they are taken away', () => {
    const evaluator = evaluatorWith();
    evaluator.setRule(ALWAYS);
    const told: string[] = [];
    const remove = evaluator.onAlert((alert) => told.push(alert.sampleLogs[0]!.message));
    evaluator.evaluate(blockOf(row(1, 1), row(0, 0)));
    remove();
    evaluator.evaluate(blockOf(row(2, 2)));
    expect(told).toEqual(['message 0', 'message 1']);
  });

  test('one that throws or rejects harms nobody and is counted', async () => {
    const evaluator = evaluatorWith();
    evaluator.setRule(ALWAYS);
    const told = vi.fn();
    evaluator.onAlert(() => {
      throw new Error('at once');
    });
    evaluator.onAlert(() => Promise.reject(new Error('later')));
    evaluator.onAlert(told);
    expect(evaluator.evaluate(blockOf(row(0, 0)))).toHaveLength(1);
    expect(told).toHaveBeenCalledOnce();
    expect(evaluator.hookFailureCount).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(evaluator.hookFailureCount).toBe(2);
    expect(evaluator.lastHookError).toEqual(new Error('later'));
  });

  test('are not told while a log is replayed', () => {
    const evaluator = evaluatorWith();
    evaluator.setRule(ALWAYS);
    const told = vi.fn();
    evaluator.onAlert(told);
    expect(evaluator.evaluate(blockOf(row(0, 0)), { notify: false })).toHaveLength(1);
    expect(told).not.toHaveBeenCalled();
  });

  test('one may append rows: they are evaluated at once, and the outer block goes on', () => {
    const evaluator = evaluatorWith();
    evaluator.setRule(ALWAYS);
    const told: string[] = [];
    evaluator.onAlert((alert) => {
      if (told.length === 0) {
        told.push('first');
        evaluator.evaluate(blockOf(row(2, 2, { _msg: 'inner' })));
      }
      told.push(alert.sampleLogs[0]!.message);
    });
    evaluator.evaluate(blockOf(row(0, 0), row(1, 1)));
    expect(told).toEqual(['first', 'inner', 'message 0', 'message 1']);
    expect(evaluator.getAlerts()).toHaveLength(3);
  });
});

describe('samples', () => {
  test('of earlier blocks are asked for when they are read, and left out when they are gone', () => {
    const resolveSample = vi.fn((sequence: number) =>
      sequence === 0 ? undefined : new LogEntry({ message: `stored ${sequence}` }),
    );
    const evaluator = evaluatorWith({ resolveSample });
    evaluator.setRule(ERRORS);
    evaluator.evaluate(blockOf(row(0, 0), row(1, 1)));
    const [alert] = evaluator.evaluate(blockOf(row(2, 2)));
    expect(resolveSample).not.toHaveBeenCalled();
    expect(alert!.sampleLogs.map((entry) => entry.message)).toEqual(['message 2', 'stored 1']);
    expect(alert!.sampleLogs).toBe(alert!.sampleLogs);
  });

  test('may be references alone', () => {
    const evaluator = evaluatorWith({
      captureSamples: false,
      resolveSample: (sequence) => new LogEntry({ message: `stored ${sequence}` }),
    });
    evaluator.setRule(ERRORS);
    const inHook: string[] = [];
    evaluator.setRule({ ...ERRORS, name: 'two', threshold: 2 });
    evaluator.onAlert((alert) => {
      if (alert.ruleName === 'two') inHook.push(...alert.sampleLogs.map((entry) => entry.message));
    });
    evaluator.evaluate(blockOf(row(0, 0), row(1, 1), row(2, 2)));
    expect(inHook).toEqual(['message 1', 'message 0']);
    const alert = evaluator.getAlerts().find(({ ruleName }) => ruleName === 'errors')!;
    expect(alert.samples).toContainEqual({ sequence: 2, json: null });
    expect(alert.sampleLogs[0]!.message).toBe('stored 2');
  });

  test('are at most five, and a row that is no entry is shown as its text', () => {
    const evaluator = evaluatorWith();
    evaluator.setRule({ ...ERRORS, threshold: 7 });
    const rows = Array.from({ length: 7 }, (_, i) => row(i, 0, i === 6 ? { tags: 'no list' } : {}));
    const [alert] = evaluator.evaluate(blockOf(...rows));
    expect(alert!.sampleLogs).toHaveLength(5);
    expect(alert!.sampleLogs[0]!.message).toContain('"tags":"no list"');
  });
});

describe('the history', () => {
  const evaluator = evaluatorWith({ captureSamples: false });
  evaluator.setRule({ name: 'all', conditions: {}, cooldown: 0 });
  for (let first = 0; first < 2 * HISTORY_MAX + 5; first += 200) {
    evaluator.evaluate(blockOf(...Array.from({ length: 200 }, (_, i) => row(first + i, first + i))));
  }

  test('keeps the newest 10,000', () => {
    const kept = sequences(evaluator.getAlerts());
    expect(kept).toHaveLength(10_000);
    expect([kept[0], kept.at(-1)]).toEqual([10_200, 20_199]);
    expect(evaluator.alertCount).toBe(20_200);
  });
});

describe('the saved state', () => {
  test('goes on where it was: windows, cooldowns, history, and no row twice', () => {
    const before = evaluatorWith();
    before.setRule({ ...ERRORS, groupBy: 'host' });
    before.setRule(new AlertRule({ ...ERRORS, name: 'once', threshold: 1 }));
    const rows = [row(0, 0, { host: 'a' }), row(1, 1, { host: 'a' })];
    before.evaluate(blockOf(...rows));

    const after = evaluatorWith();
    after.restoreState(saved(before));
    expect(after.getRules()).toEqual(before.getRules());
    expect(after.alertCount).toBe(1);
    expect(after.getAlerts()[0]!.sampleLogs[0]!.message).toBe('message 0');
    expect(after.evaluate(blockOf(...rows, row(2, 2, { host: 'a' }))).map(({ ruleName }) => ruleName)).toEqual([
      'errors',
    ]);
    expect(after.evaluate(blockOf(row(3, 100))).map(({ ruleName }) => ruleName)).toEqual(['once']);
  });

  test('of a window that no longer fits is left out', () => {
    const before = evaluatorWith();
    before.setRule(ERRORS);
    before.evaluate(blockOf(row(0, 0), row(1, 1)));
    const after = evaluatorWith({ compiler: { ...COMPILER, compileFilters: () => ({ kind: 'all' }) } });
    after.restoreState(saved(before));
    expect(after.evaluate(blockOf(row(2, 2)))).toHaveLength(0);
    expect(after.evaluate(blockOf(row(3, 2), row(4, 2)))).toHaveLength(1);
  });

  test.each([
    [() => null, 'alert state must be an object; got null'],
    [() => ({ version: 0 }), 'alert state.version must be a whole number from 1; got 0'],
    [
      (state: object) => ({ ...state, lastEvaluatedSequence: 'x' }),
      "alert state.lastEvaluatedSequence must be a number; got 'x'",
    ],
    [(state: object) => ({ ...state, rules: {} }), 'alert state.rules must be a list; got an object'],
    [(state: object) => ({ ...state, rules: [{ rule: { name: 'x' } }] }), 'conditions must be'],
    [(state: object) => ({ ...state, alerts: [{}] }), 'alert state.alerts[0].ruleName must be a string; got undefined'],
    [withWindow({ runs: [1, 2, 3] }), 'alert state.rules[0].windows[0].runs must be a list of numbers, 4 for each'],
    [withWindow({ newestMs: 'x' }), 'alert state.rules[0].windows[0].newestMs must be a number'],
  ])('is checked: %#', (damage, message) => {
    const evaluator = evaluatorWith();
    evaluator.setRule(ERRORS);
    evaluator.evaluate(blockOf(row(0, 0)));
    const state = saved(evaluator) as object;
    expect(() => evaluator.restoreState(damage(state))).toThrow(InvalidArgumentError);
    expect(() => evaluator.restoreState(damage(state))).toThrow(message);
    expect(saved(evaluator)).toEqual(state);
  });

  test('of a newer version is refused', () => {
    expect(() => evaluatorWith().restoreState({ version: 2 })).toThrow(UnsupportedVersionError);
  });

  function withWindow(change: object): (state: object) => unknown {
    return (state) => {
      const copy = structuredClone(state) as { rules: { windows: object[] }[] };
      Object.assign(copy.rules[0]!.windows[0]!, change);
      return copy;
    };
  }
});

describe('files of alerts', () => {
  test('hold the alerts with their entries', () => {
    const evaluator = evaluatorWith();
    evaluator.setRule({ ...ERRORS, threshold: 1, cooldown: 0 });
    evaluator.evaluate(blockOf(row(0, 0, { id: 9007199254740993n }), row(1, 1)));
    const text = evaluator.saveAlerts();
    expect(text).toContain('9007199254740993');
    const other = evaluatorWith();
    expect(other.loadAlerts(text)).toBe(2);
    expect(other.loadAlerts(text)).toBe(0);
    expect(other.saveAlerts()).toBe(text);
    expect(other.getAlerts()[0]!.sampleLogs[0]!.metadata).toEqual({ id: 9007199254740993n });
    expect(other.getAlerts()[1]).toMatchObject({ ruleName: 'errors', count: 2, triggeredAt: '2026-03-02T12:00:01Z' });
  });

  test.each([
    ['{', 'alerts file must be JSON as saveAlerts writes it'],
    ['[]', 'alerts file must be an object; got a list'],
    ['{"version":1}', 'alerts file.alerts must be a list; got undefined'],
    [
      '{"version":1,"alerts":[{"ruleName":"x","message":"","severity":"bad"}]}',
      'alerts file.alerts[0].severity must be one of low,',
    ],
    [
      '{"version":1,"alerts":[{"ruleName":"x","message":"","severity":"low","triggeredAt":"soon"}]}',
      'alerts[0].triggeredAt must be a time',
    ],
  ])('are checked: %s', (text, message) => {
    expect(() => evaluatorWith().loadAlerts(text)).toThrow(InvalidArgumentError);
    expect(() => evaluatorWith().loadAlerts(text)).toThrow(message);
  });

  test('of a newer version are refused', () => {
    expect(() => evaluatorWith().loadAlerts('{"version":2,"alerts":[]}')).toThrow(UnsupportedVersionError);
  });
});
