import { describe, expect, test } from 'vitest';
import type { Alert } from './alerting/alert.ts';
import { AlertRule } from './alerting/alert-rule.ts';
import type { AlertRuleInit } from './alerting/alert-rule-init.ts';
import { NOW_MS, testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import type { LogEntryInit } from './entry/log-entry.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

const RULE: AlertRuleInit = {
  name: 'errors',
  conditions: { level: 'error' },
  severity: 'high',
  threshold: 3,
  timeWindow: 60,
  cooldown: 120,
};

const STATE = 'tenants/default/alerts.state';

function error(seconds: number, init: LogEntryInit = {}): LogEntryInit {
  return { timestamp: NOW_MS + seconds * 1000, level: 'ERROR', message: `failure ${seconds}`, ...init };
}

function open(vfs: MemoryVfs): LogAnalyticsEngine {
  return new LogAnalyticsEngine({ vfs, clock: testClock });
}

function summary(alerts: readonly Alert[]): unknown[] {
  return alerts.map(({ ruleName, count, triggeredAt, sampleLogs }) => [
    ruleName,
    count,
    Math.round((Date.parse(triggeredAt) - NOW_MS) / 1000),
    sampleLogs.map(({ message }) => message),
  ]);
}

describe('alerts', () => {
  test.each<[string, (engine: LogAnalyticsEngine, entries: LogEntryInit[]) => void]>([
    ['ingestLog', (engine, entries) => entries.forEach((entry) => void engine.ingestLog(entry))],
    ['ingestLogs', (engine, entries) => engine.ingestLogs(entries)],
    [
      'ingestBytes',
      (engine, entries) => engine.ingestBytes(Buffer.from(entries.map((e) => JSON.stringify(e)).join('\n'))),
    ],
  ])('fire in event time on the way in by %s', (_, ingest) => {
    const engine = new LogAnalyticsEngine({ clock: testClock, durability: 'interval' });
    engine.addAlertRule(RULE);
    const [told, heard]: [Alert[], Alert[]] = [[], []];
    engine.addAlertNotificationHook((alert) => told.push(alert));
    engine.addAlertNotificationHook(() => {
      throw new Error('deaf');
    });
    const listener = (alert: Alert): void => void heard.push(alert);
    engine.on('alert', listener).on('alert', listener);
    // The fifth is within the cooldown; the third of the second group comes after it.
    ingest(engine, [error(0), error(10), { level: 'INFO' }, error(20), error(30), error(150), error(155), error(160)]);
    const expected = [
      ['errors', 3, 20, ['failure 20', 'failure 10', 'failure 0']],
      ['errors', 3, 160, ['failure 160', 'failure 155', 'failure 150']],
    ];
    expect(summary(engine.getAlerts())).toEqual(expected);
    expect(summary(told)).toEqual(expected);
    expect(summary(heard)).toEqual(expected);
    expect(engine.getStats()).toMatchObject({ rules: 1, alerts: 2, hookErrors: 2, totalLogs: 8 });
    engine.off('alert', listener);
    ingest(engine, [error(400), error(401), error(402)]);
    expect(told).toHaveLength(3);
    expect(heard).toHaveLength(2);
  });

  test('look only at entries that come after their rule', () => {
    const engine = new LogAnalyticsEngine({ clock: testClock, durability: 'interval' });
    for (const seconds of [0, 1, 2]) engine.ingestLog(error(seconds));
    engine.addAlertRule(RULE);
    engine.ingestLog(error(3));
    engine.ingestLog(error(4));
    expect(engine.getAlerts()).toEqual([]);
    engine.ingestLog(error(5));
    expect(summary(engine.getAlerts())).toEqual([['errors', 3, 5, ['failure 5', 'failure 4', 'failure 3']]]);
  });

  test('a rule takes the place of one with its name, and can be removed', () => {
    const engine = new LogAnalyticsEngine({ clock: testClock });
    engine.addAlertRule(RULE);
    engine.addAlertRule(new AlertRule({ ...RULE, threshold: 1 }));
    engine.addAlertRule({ name: 'other', conditions: {} });
    expect(engine.getAlertRules().map(({ name, threshold }) => [name, threshold])).toEqual([
      ['errors', 1],
      ['other', 1],
    ]);
    expect(engine.removeAlertRule('errors')).toBe(true);
    expect(engine.removeAlertRule('errors')).toBe(false);
    engine.ingestLog(error(0));
    expect(engine.getAlerts().map(({ ruleName }) => ruleName)).toEqual(['other']);
    expect(() => engine.addAlertRule({ name: 'x', conditions: { wrong: 1 } as object })).toThrow(
      "unknown filter 'wrong'",
    );
  });

  test('a hook may ingest', () => {
    const engine = new LogAnalyticsEngine({ clock: testClock });
    engine.addAlertRule({ ...RULE, threshold: 1 });
    engine.on('alert', (alert) => engine.ingestLog({ level: 'NOTICE', message: alert.message, timestamp: NOW_MS }));
    engine.ingestLogs([error(0), error(1)]);
    expect(engine.queryLogs({ level: 'notice' })).toHaveLength(1);
    expect(engine.countLogs()).toBe(3);
  });

  test('only the event alert is known', () => {
    const engine = new LogAnalyticsEngine();
    expect(() => engine.on('alarm' as 'alert', () => undefined)).toThrow("the event must be 'alert'; got 'alarm'");
    expect(() => engine.on('alert', 1 as unknown as () => void)).toThrow('must be a function');
  });
});

describe('a restart', () => {
  test('keeps rules, windows, cooldowns and history', () => {
    const vfs = new MemoryVfs();
    let engine = open(vfs);
    engine.addAlertRule(RULE);
    engine.ingestLogs([error(0), error(1)]);
    engine.close();
    engine = open(vfs);
    expect(engine.getAlertRules().map((rule) => rule.toJSON())).toMatchObject([RULE]);
    engine.ingestLog(error(2));
    expect(summary(engine.getAlerts())).toEqual([['errors', 3, 2, ['failure 2', 'failure 1', 'failure 0']]]);
    engine.close();
    engine = open(vfs);
    engine.ingestLogs([error(3), error(4), error(5)]);
    expect(engine.getAlerts()).toHaveLength(1);
    engine.ingestLogs([error(122), error(123), error(124)]);
    expect(engine.getAlerts()).toHaveLength(2);
    expect(engine.getStats().alerts).toBe(2);
  });

  test('without close evaluates what was stored since the state was saved, and nothing twice', () => {
    const vfs = new MemoryVfs();
    const engine = open(vfs);
    engine.addAlertRule({ ...RULE, threshold: 4 });
    engine.ingestLogs([error(0), error(1)]);
    engine.flush();
    engine.ingestLog(error(2));
    const cut = vfs.crash({ seed: 1 });
    const second = open(cut);
    expect(second.countLogs()).toBe(3);
    second.ingestLog(error(3));
    expect(summary(second.getAlerts())).toEqual([
      ['errors', 4, 3, ['failure 3', 'failure 2', 'failure 1', 'failure 0']],
    ]);
    expect(open(cut.crash({ seed: 2 })).getAlerts()).toHaveLength(1);
  });

  test('without the rows that were evaluated evaluates those that take their place', () => {
    const vfs = new MemoryVfs();
    let nowMs = NOW_MS;
    const engine = new LogAnalyticsEngine({ vfs, clock: () => nowMs, durability: 'interval' });
    engine.addAlertRule({ ...RULE, threshold: 2 });
    engine.flush();
    nowMs += 1500;
    engine.ingestLog(error(0));
    // The state is on disk at once, the second row within a second: the power goes in between.
    engine.ingestLog(error(1));
    const second = open(vfs.crash({ seed: 1, unsyncedBytes: 'drop', unsyncedEntries: 'lose' }));
    expect(second.countLogs()).toBe(1);
    expect(second.getAlerts()).toHaveLength(1);
    second.ingestLogs([error(700), error(701)]);
    expect(second.getAlerts()).toHaveLength(2);
  });

  test('with a damaged state goes on without rules, and says so', () => {
    const vfs = new MemoryVfs();
    const engine = open(vfs);
    engine.addAlertRule(RULE);
    engine.ingestLog(error(0));
    engine.close();
    const content = vfs.readWhole(STATE);
    for (let at = 0; at < content.length; at += 7) {
      const damaged = content.slice();
      damaged[at]! ^= 4;
      const copy = new MemoryVfs();
      copy.mkdirp('tenants/default');
      copy.createWhole(STATE, damaged);
      const reopened = open(copy);
      expect(reopened.getAlertRules()).toEqual([]);
      expect(reopened.getStats().problems).toMatchObject([{ kind: 'damage', file: STATE }]);
      expect(copy.list('tenants/default').map(({ name }) => name)).toContain('alerts.state.damaged-1');
      reopened.addAlertRule(RULE);
      reopened.close();
      expect(open(copy).getAlertRules()).toHaveLength(1);
    }
  });

  test('a failing save of the state stops no row', () => {
    const vfs = new MemoryVfs();
    const engine = open(vfs);
    engine.addAlertRule({ ...RULE, threshold: 1 });
    // A folder in the way.
    vfs.mkdirp(`${STATE}.tmp`);
    engine.ingestLog(error(0));
    expect(engine.countLogs()).toBe(1);
    expect(engine.getAlerts()).toHaveLength(1);
  });
});

describe('a file of alerts', () => {
  test('is written and read, samples included', () => {
    const vfs = new MemoryVfs();
    const engine = open(vfs);
    engine.addAlertRule(RULE);
    engine.ingestLogs([error(0), error(1), error(2, { big: 2n ** 60n })]);
    engine.saveAlerts('alerts/today.json');
    engine.saveAlerts('alerts/today.json');
    const document = JSON.parse(Buffer.from(vfs.readWhole('alerts/today.json')).toString());
    expect(document.alerts).toMatchObject([{ ruleName: 'errors', count: 3, severity: 'high' }]);

    const other = new LogAnalyticsEngine({ vfs: new MemoryVfs(), clock: testClock });
    expect(() => other.loadAlerts('alerts/today.json')).toThrow('alerts/today.json');
    const beside = open(copyOf(vfs, 'alerts/today.json'));
    expect(beside.loadAlerts('alerts/today.json')).toBe(1);
    expect(beside.loadAlerts('alerts/today.json')).toBe(0);
    expect(beside.getAlerts().map((alert) => JSON.stringify(alert))).toEqual(
      engine.getAlerts().map((alert) => JSON.stringify(alert)),
    );
    expect(beside.getAlerts()[0]!.sampleLogs[0]!.metadata.big).toBe(2n ** 60n);
  });

  test('that is none says so', () => {
    const vfs = new MemoryVfs();
    vfs.createWhole('broken.json', Buffer.from('{'));
    expect(() => open(vfs).loadAlerts('broken.json')).toThrow('alerts file must be JSON');
  });
});

function copyOf(vfs: MemoryVfs, path: string): MemoryVfs {
  const copy = new MemoryVfs();
  copy.mkdirp(path.slice(0, path.lastIndexOf('/')));
  copy.createWhole(path, vfs.readWhole(path));
  return copy;
}
