import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertRuleInit } from './alerting/alert-rule-init.ts';
import { NOW_MS, testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import { FaultVfs } from './storage/fault-vfs.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';
import type { Vfs } from './storage/vfs.ts';

const STATE = 'tenants/default/alerts.state';
const CHANGES = `${STATE}.changes`;

function rule(name: string, init: Partial<AlertRuleInit> = {}): AlertRuleInit {
  return { name, conditions: { level: 'error' }, timeWindow: 60, cooldown: 0, ...init };
}

function open(vfs: Vfs): LogAnalyticsEngine {
  return new LogAnalyticsEngine({ vfs, clock: testClock });
}

function names(engine: LogAnalyticsEngine): string[] {
  return engine.getAlertRules().map(({ name }) => name);
}

describe('rules that were set', () => {
  test('survive a power cut as soon as the call returns', () => {
    const vfs = new MemoryVfs();
    const engine = open(vfs);
    const expected: string[] = [];
    for (let i = 0; i < 30; i++) {
      engine.addAlertRule(rule(`rule ${i}`));
      expected.push(`rule ${i}`);
      if (i % 7 === 3) expect(engine.removeAlertRule(expected.shift()!)).toBe(true);
      if (i % 10 === 9) engine.ingestLog({ timestamp: NOW_MS, level: 'ERROR', message: `${i}` });
      expect(names(open(vfs.crash({ seed: i })))).toEqual(expected);
    }
  });

  test('cost what they add: the state is not written again', () => {
    const vfs = new MemoryVfs();
    const engine = open(vfs);
    engine.addAlertRule(rule('first'));
    engine.ingestLog({ level: 'ERROR', message: 'before' });
    const state = vfs.readWhole(STATE);
    const sizes: number[] = [];
    for (let i = 0; i < 1000; i++) {
      engine.addAlertRule(rule(`rule ${i + 1000}`));
      sizes.push(vfs.size(CHANGES));
      if (i % 100 === 0) engine.ingestLog({ level: 'INFO', message: `${i}` });
    }
    expect(vfs.readWhole(STATE)).toEqual(state);
    const steps = sizes.slice(1).map((size, i) => size - sizes[i]!);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(5);
    engine.flush();
    expect(names(open(vfs.copy()))).toHaveLength(1001);
    engine.addAlertRule(rule('last'));
    expect(vfs.size(CHANGES)).toBeLessThan(2 * (sizes[1]! - sizes[0]!) + 100);
    expect(names(open(vfs.copy()))).toHaveLength(1002);
  });

  test('and changed without end do not fill the disk', () => {
    const vfs = new MemoryVfs();
    const engine = open(vfs);
    const description = 'long '.repeat(20_000);
    for (let i = 0; i < 100; i++) engine.addAlertRule(rule('same', { description, threshold: i + 1 }));
    expect(vfs.size(CHANGES)).toBeLessThan(2_000_000);
    expect(open(vfs.copy()).getAlertRules()).toMatchObject([{ name: 'same', threshold: 100 }]);
  });

  test('survive where their log cannot be written and the state can', () => {
    const vfs = new FaultVfs(new MemoryVfs());
    const engine = open(vfs);
    engine.addAlertRule(rule('one'));
    vfs.fault = { pathIncludes: 'alerts.state.changes', operations: ['append'], times: 1 };
    engine.addAlertRule(rule('two'));
    expect(engine.getStats().problems).toMatchObject([{ kind: 'write-failed' }]);
    engine.addAlertRule(rule('three'));
    engine.close();
    expect(names(open(vfs))).toEqual(['one', 'two', 'three']);
  });

  test('may say in LogsQL which entries match', () => {
    const vfs = new MemoryVfs();
    const engine = open(vfs);
    const conditions = 'level:ERROR connection !"health check"';
    engine.addAlertRule(rule('text', { conditions }));
    engine.addAlertRule(rule('object', { conditions: { query: 'refused or lost', source: 'db' } }));
    const messages = ['connection lost', 'health check: connection lost', 'connection refused', 'refused'];
    engine.ingestLogs(messages.map((message) => ({ timestamp: NOW_MS, level: 'ERROR', source: 'db', message })));
    const fired = (each: LogAnalyticsEngine): unknown =>
      each.getAlerts().map(({ ruleName, count }) => [ruleName, count]);
    const expected = [
      ['text', 1],
      ['object', 1],
      ['object', 2],
      ['text', 2],
      ['object', 3],
      ['object', 4],
    ];
    expect(fired(engine)).toEqual(expected);
    const reopened = open(vfs.crash({ seed: 1 }));
    expect(fired(reopened)).toEqual(expected);
    expect(reopened.getAlertRules().map((each) => each.toJSON().conditions)).toEqual([
      conditions,
      { query: 'refused or lost', source: 'db' },
    ]);
    expect(() => engine.addAlertRule(rule('x', { conditions: { query: 'a | b' } }))).toThrow("the kind 'query'");
    expect(names(engine)).toEqual(['text', 'object']);
  });

  test('are known up to the first damaged one, which is reported', () => {
    const vfs = new MemoryVfs();
    const engine = open(vfs);
    for (const name of ['one', 'two', 'three']) engine.addAlertRule(rule(name));
    const content = Buffer.from(vfs.readWhole(CHANGES));
    const copy = vfs.copy();
    copy.overwrite(CHANGES, content.with(content.indexOf('two'), 0x78));
    const reopened = open(copy);
    expect(names(reopened)).toEqual(['one']);
    expect(reopened.getStats().problems).toMatchObject([{ kind: 'damage', file: CHANGES }]);
    reopened.addAlertRule(rule('four'));
    expect(names(open(copy.crash({ seed: 1 })))).toEqual(['one', 'four']);
  });
});

test('whatever is done to rules between rows, a power cut changes no alert', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ ingest: fc.constantFrom('ERROR', 'INFO') }) },
    {
      weight: 2,
      arbitrary: fc.record({ set: fc.constantFrom('a', 'b', 'c'), threshold: fc.integer({ min: 1, max: 3 }) }),
    },
    { weight: 1, arbitrary: fc.record({ remove: fc.constantFrom('a', 'b', 'c') }) },
    { weight: 1, arbitrary: fc.constant('flush' as const) },
    { weight: 1, arbitrary: fc.constant('cut' as const) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(), (steps, seed) => {
      let vfs = new MemoryVfs();
      let engine = open(vfs);
      const calm = open(new MemoryVfs());
      let seconds = 0;
      for (const each of steps) {
        if (each === 'cut') {
          vfs = vfs.crash({ seed });
          engine = open(vfs);
        } else if (each === 'flush') engine.flush();
        else {
          for (const target of [engine, calm]) {
            if ('ingest' in each) {
              target.ingestLog({ timestamp: NOW_MS + seconds * 1000, level: each.ingest, message: `m${seconds}` });
            } else if ('set' in each) {
              const conditions = { level: ['error', 'info'].slice(0, 1 + (each.threshold % 2)) };
              target.addAlertRule(rule(each.set, { conditions, threshold: each.threshold, cooldown: 2 }));
            } else target.removeAlertRule(each.remove);
          }
          seconds++;
        }
      }
      const told = (each: LogAnalyticsEngine): unknown =>
        each.getAlerts().map((alert) => [alert.ruleName, alert.triggeredAt, alert.count]);
      expect(names(engine)).toEqual(names(calm));
      expect(told(engine)).toEqual(told(calm));
    }),
    { numRuns: 150 },
  );
});
