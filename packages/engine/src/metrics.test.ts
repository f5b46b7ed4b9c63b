import { describe, expect, test } from 'vitest';
import { testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import { metricsToJson, metricsToPrometheus } from './metrics.ts';

const LABEL_VALUE = '"(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(
  `^[a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{[a-zA-Z_][a-zA-Z0-9_]*=${LABEL_VALUE}\\})? (?:[-+]?[0-9.]+(?:e[-+]?[0-9]+)?|NaN|[-+]Inf)$`,
);

function engineOf(): LogAnalyticsEngine {
  const engine = new LogAnalyticsEngine({ clock: testClock });
  engine.ingestLogs([
    { timestamp: new Date(1000), level: 'error', source: 'a"b\\c\nd', tags: ['x', '__proto__'], message: 'one two' },
    { timestamp: new Date(2500), level: 'ERROR', source: 'plain' },
    { timestamp: 'odd' },
  ]);
  return engine;
}

describe('the text for Prometheus', () => {
  test('is in its format: help and type before samples, names once, a line feed at the end', () => {
    const text = engineOf().exportMetricsPrometheus();
    expect(text.endsWith('\n')).toBe(true);
    const lines = text.slice(0, -1).split('\n');
    let current = '';
    const seen = new Set<string>();
    for (const [index, line] of lines.entries()) {
      const help = /^# HELP (\S+) .+$/.exec(line);
      if (help !== null) {
        current = help[1]!;
        expect(seen.has(current)).toBe(false);
        seen.add(current);
        expect(lines[index + 1]).toMatch(
          new RegExp(`^# TYPE ${current} (?:${current.endsWith('_total') ? 'counter' : 'gauge'})$`),
        );
      } else if (!line.startsWith('# TYPE ')) {
        expect(line).toMatch(SAMPLE);
        expect(line.split(/[ {]/, 1)[0]).toBe(current);
      }
    }
  });

  test('holds the figures', () => {
    const lines = engineOf().exportMetricsPrometheus().split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'log_analytics_entries 2',
        'log_analytics_entries_by_level{level="ERROR"} 2',
        'log_analytics_entries_by_source{source="a\\"b\\\\c\\nd"} 1',
        'log_analytics_entries_by_tag{tag="__proto__"} 1',
        'log_analytics_oldest_entry_timestamp_seconds 1',
        'log_analytics_newest_entry_timestamp_seconds 2.5',
        'log_analytics_entries_accepted_total 2',
        'log_analytics_entries_rejected_total 1',
      ]),
    );
    expect(new LogAnalyticsEngine().exportMetricsPrometheus()).toContain(
      'log_analytics_newest_entry_timestamp_seconds NaN\n',
    );
  });

  test('writes every number', () => {
    const samples = [1.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 1e21].map((value) => ({
      labels: {},
      value,
    }));
    const text = metricsToPrometheus([{ name: 'n', kind: 'gauge', help: 'a\\b\nc', samples }]);
    expect(text).toBe('# HELP n a\\\\b\\nc\n# TYPE n gauge\nn 1.5\nn +Inf\nn -Inf\nn NaN\nn 1e+21\n');
  });
});

test('the JSON text has the same figures by name', () => {
  const json = JSON.parse(engineOf().exportMetricsJson());
  expect(json).toMatchObject({
    log_analytics_entries: 2,
    log_analytics_entries_by_level: { ERROR: 2 },
    log_analytics_entries_by_source: { 'a"b\\c\nd': 1, plain: 1 },
    log_analytics_entries_rejected_total: 1,
  });
  expect(Object.keys(json.log_analytics_entries_by_tag).sort()).toEqual(['__proto__', 'x']);
  expect(metricsToJson([])).toBe('{}');
});
