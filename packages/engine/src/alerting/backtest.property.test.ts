import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeFilters } from '../entry/normalize-filters.ts';
import type { FilterNode } from '../logsql/filter-node.ts';
import { arbitraryPowers, arbitraryRow } from '../query/arbitrary-rows.test-support.ts';
import { type TestRow, textOfValue } from '../query/array-block.test-support.ts';
import { filterObjectToNode } from '../query/filter-object.ts';
import { rowPasses } from '../query/filter-oracle.test-support.ts';
import type { Alert } from './alert.ts';
import type { AlertRuleInit } from './alert-rule-init.ts';
import { backtest } from './backtest.ts';
import { COMPILER, ExactBlock, NOW_MS } from './evaluator.test-support.ts';
import { AlertEvaluator } from './evaluator.ts';
import { NaiveWindow } from './naive-window.test-support.ts';

const OPTIONS = { compiler: COMPILER, clock: (): number => NOW_MS };

const rules: fc.Arbitrary<AlertRuleInit[]> = fc.uniqueArray(
  fc.record(
    {
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      conditions: fc.constantFrom<AlertRuleInit['conditions'][]>(
        {},
        { level: 'ERROR' },
        { level: ['warn', 'error'], source: 'api' },
        { keyword: 'conn' },
        { words: 'connection', not: { source: 'db' } },
        { tags: ['a', 'b'] },
        { metadata: { size: { gte: 0 } } },
      ),
      threshold: fc.integer({ min: 1, max: 4 }),
      timeWindow: fc.constantFrom(0.001, 0.003, 0.005, 300),
      cooldown: fc.constantFrom(0, 0.001, 0.004, 0.02),
      groupBy: fc.constantFrom<string[][]>([], ['source'], ['level', 'user.id']),
    },
    { requiredKeys: ['name', 'conditions', 'threshold', 'timeWindow', 'cooldown'] },
  ),
  { selector: (rule) => rule.name, maxLength: 4 },
);

/** The rows in order of sequence, in blocks of different powers; within a block they lie in any order. */
const blocks: fc.Arbitrary<TestRow[][]> = fc
  .array(fc.array(arbitraryRow, { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 5 })
  .map((list) => {
    let sequence = 5;
    return list.map((rows) => rows.map((row): TestRow => ({ ...row, sequence: sequence++ })));
  });

function naiveAlerts(inits: readonly AlertRuleInit[], rows: readonly TestRow[]): string[] {
  const windows = new Map<string, NaiveWindow>();
  const found: string[] = [];
  for (const row of rows.filter(({ deleted }) => !deleted)) {
    for (const rule of inits) {
      if (typeof rule.conditions === 'string') continue;
      if (!rowPasses(row, filterObjectToNode(normalizeFilters(rule.conditions)) as FilterNode)) continue;
      const group = [...(rule.groupBy ?? [])].map((field) => textOfValue(row.fields[field]));
      const key = JSON.stringify([rule.name, group]);
      const window =
        windows.get(key) ?? new NaiveWindow((rule.timeWindow ?? 300) * 1000, (rule.cooldown ?? 600) * 1000);
      windows.set(key, window);
      const { count } = window.add({ ms: row.ms, ns: row.subMs ?? 0 }, row.sequence, rule.threshold ?? 1);
      if (count > 0) found.push(`${rule.name} ${group.join()} ${count} at ${row.sequence}`);
    }
  }
  return found;
}

function described(alerts: readonly Alert[]): string[] {
  return alerts.map(({ ruleName, count, samples, metadata }) => {
    const group = Object.values(metadata.group ?? {});
    return `${ruleName} ${group.join()} ${count} at ${samples[0]!.sequence}`;
  });
}

test('live evaluation, with a restart in between, and backtest raise the alerts that the rule says', () => {
  fc.assert(
    fc.property(rules, blocks, arbitraryPowers, fc.nat(4), fc.nat(), (inits, list, powers, restartAt, shuffle) => {
      const expected = naiveAlerts(inits, list.flat());
      const shuffled = list.map((rows) => rows.toSorted((a, b) => mix(a.sequence, shuffle) - mix(b.sequence, shuffle)));
      const stored = shuffled.map((rows) => new ExactBlock(rows, powers));

      let live = new AlertEvaluator(OPTIONS);
      for (const rule of inits) live.setRule(rule);
      const raised: Alert[] = [];
      stored.forEach((block, index) => {
        if (index === restartAt) {
          const state: unknown = JSON.parse(JSON.stringify(live.saveState()));
          live = new AlertEvaluator(OPTIONS);
          live.restoreState(state);
          for (const earlier of stored.slice(0, index)) live.evaluate(earlier);
        }
        raised.push(...live.evaluate(block));
      });
      expect(described(raised)).toEqual(expected);
      expect(described(live.getAlerts())).toEqual(expected);

      expect(described(backtest(inits, stored.toReversed(), OPTIONS))).toEqual(expected);
      // As after a merge: sorted by time, so that the sequence numbers of blocks overlap.
      const merged = list.flat().toSorted((a, b) => a.ms - b.ms);
      const halves = [merged.slice(0, merged.length >>> 1), merged.slice(merged.length >>> 1)];
      const overlapping = halves.map((rows) => new ExactBlock(rows, powers));
      expect(described(backtest(inits, overlapping, OPTIONS))).toEqual(expected);

      const late = new AlertEvaluator(OPTIONS);
      for (const rule of inits) late.setRule(rule);
      late.evaluate(stored[0]!);
      late.evaluateAll(overlapping.toReversed());
      expect(described(late.getAlerts())).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

function mix(sequence: number, seed: number): number {
  return Math.imul(sequence ^ seed, 0x9e3779b1) >>> 0;
}
