import type { LogFilters } from '../entry/log-filters.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import { bindFilter } from '../query/filter-registry.ts';
import type { AlertKinds } from './alert-kinds.ts';
import type { AlertRule } from './alert-rule.ts';
import { filterKey } from './filter-key.ts';
import { unknownKind } from './kinds/unknown.ts';
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
  /** Its kind is not known: it is kept as it is, and looks at no row. */
  readonly isDormant: boolean;
  /** Equal for rules whose windows hold the same: those with the same condition, groups, window, cooldown and kind. */
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
export function evaluatedRule(rule: AlertRule, compiler: ConditionCompiler, kinds: AlertKinds): EvaluatedRule {
  const { conditions, groupBy, timeWindow, cooldown, kind, parameters } = rule;
  const condition =
    typeof conditions === 'string' ? compiler.compileLogsql(conditions) : compiler.compileFilters(conditions);
  bindFilter(condition);
  const watcher = kinds.find(kind);
  // Another threshold leaves the window of the engine's own kind as it is; what a kind of somebody else's makes of it is not known.
  const kindKey = kind === 'threshold' ? [kind] : [kind, rule.threshold, parameters];
  const windowKey = filterKey([
    condition,
    groupBy,
    Math.round(timeWindow * 1000),
    Math.round(cooldown * 1000),
    ...kindKey,
  ]);
  const windows = new RuleWindows(rule, watcher ?? unknownKind);
  return { rule, condition, isDormant: watcher === undefined, windowKey, windows, since: -1 };
}
