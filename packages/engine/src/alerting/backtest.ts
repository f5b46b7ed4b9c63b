import type { LogEntry } from '../entry/log-entry.ts';
import type { Block } from '../segments/block.ts';
import { type Alert, type ReadSample, readCapturedSample } from './alert.ts';
import { AlertKinds } from './alert-kinds.ts';
import { AlertRule } from './alert-rule.ts';
import type { AlertRuleInit } from './alert-rule-init.ts';
import { type BlockRange, blockRanges, blockRuns } from './block-runs.ts';
import { type ConditionCompiler, evaluatedRule } from './evaluated-rule.ts';
import { alertOfFiring } from './firing-alert.ts';
import { blockRows, RuleRunner } from './rule-runner.ts';

export interface BacktestOptions {
  readonly compiler: ConditionCompiler;
  /** Milliseconds since the epoch. */
  readonly clock?: (() => number) | undefined;
  /** The entry of a row's JSON text. */
  readonly readEntry?: ((json: string) => LogEntry) | undefined;
  /** The engine's own kinds unless given. */
  readonly kinds?: AlertKinds | undefined;
  /** Called before each block; it may throw to stop. */
  readonly onBlock?: ((block: Block) => void) | undefined;
}

/**
 * The alerts that rules would have raised over these blocks, from empty windows. Rows are replayed in order of sequence,
 * whatever the order of the blocks and however their sequence ranges overlap, so the alerts are those of a live evaluation.
 * The rules are copied: their state does not change. Rules that are not enabled are tested too.
 *
 * @returns the alerts in order of sequence
 * @throws InvalidArgumentError for a rule that is not well formed or cannot be compiled
 */
export function backtest(
  rules: readonly (AlertRule | AlertRuleInit)[],
  blocks: Iterable<Block>,
  options: BacktestOptions,
): Alert[] {
  const kinds = options.kinds ?? new AlertKinds();
  const evaluated = rules.map((init) => {
    const rule = new AlertRule(init);
    rule.enabled = true;
    kinds.check(rule);
    return evaluatedRule(rule, options.compiler, kinds);
  });
  const runner = new RuleRunner(evaluated, options.clock ?? Date.now);
  const ranges = blockRanges(blocks);
  const readEntry = options.readEntry ?? ((json: string) => readCapturedSample({ sequence: null, json }));
  const readSample: ReadSample = ({ sequence }) => {
    const json = sequence === null ? undefined : jsonOf(ranges, sequence);
    return json === undefined ? undefined : readEntry(json);
  };
  const alerts: Alert[] = [];
  for (const run of blockRuns(ranges)) {
    const parts = run.map(({ block }) => {
      options.onBlock?.(block);
      return blockRows(block);
    });
    for (const firing of runner.run(parts)) alerts.push(alertOfFiring(firing, readSample));
  }
  return alerts;
}

function jsonOf(ranges: readonly BlockRange[], sequence: number): string | undefined {
  for (const { block, first, last } of ranges) {
    if (sequence < first || sequence > last) continue;
    for (let row = 0; row < block.rowCount; row++) if (block.sequenceOf(row) === sequence) return block.json(row);
  }
  return undefined;
}
