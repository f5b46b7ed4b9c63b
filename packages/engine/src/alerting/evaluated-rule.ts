import type { LogFilters } from '../entry/log-filters.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import { bindFilter } from '../query/filter-registry.ts';
import type { AlertRule } from './alert-rule.ts';
import { filterKey } from './filter-key.ts';
import { RuleWindows } from './rule-windows.ts';

/** What turns the conditions of a rule into a filter. */
export interface ConditionCompiler {
  /** @throws InvalidArgumentError when the filters are not well formed */
  compileFilters(filters: LogFilters): QueryFilterNode;
  /** @throws QuerySyntaxError; InvalidArgumentError for what cannot stand in a rule */
  compileLogsql(text: string): QueryFilterNode;
}

/** A rule with its condition compiled, and its windows. */
export interface EvaluatedRule {
  readonly rule: AlertRule;
  readonly condition: QueryFilterNode;
  /** Equal for rules whose windows hold the same: those with the same condition, groups, window and cooldown. */
  readonly windowKey: string;
  readonly windows: RuleWindows;
  /** Rows up to this sequence number are none of its business: they were there before it. */
  since: number;
}

/**
 * Makes a rule ready to be evaluated, with empty windows, on all rows.
 * @throws InvalidArgumentError when its conditions cannot be compiled
 * @throws QuerySyntaxError when they are LogsQL that cannot be parsed
 */
export function evaluatedRule(rule: AlertRule, compiler: ConditionCompiler): EvaluatedRule {
  const condition = compile(rule, compiler);
  bindFilter(condition);
  const options = { windowMs: Math.round(rule.timeWindow * 1000), cooldownMs: Math.round(rule.cooldown * 1000) };
  const windowKey = JSON.stringify([filterKey(condition), rule.groupBy, options.windowMs, options.cooldownMs]);
  return { rule, condition, windowKey, windows: new RuleWindows(rule.groupBy, options), since: -1 };
}

function compile({ conditions }: AlertRule, compiler: ConditionCompiler): QueryFilterNode {
  return typeof conditions === 'string' ? compiler.compileLogsql(conditions) : compiler.compileFilters(conditions);
}
