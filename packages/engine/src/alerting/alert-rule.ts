import { withRawIntegers } from '../entry/exact-json.ts';
import type { LogFilters } from '../entry/log-filters.ts';
import {
  type AlertKind,
  type AlertParameters,
  type AlertRuleInit,
  type AlertRuleValues,
  readAlertRuleInit,
} from './alert-rule-init.ts';
import type { AlertSeverity } from './alert-severity.ts';

/**
 * When to raise an alert: when `threshold` entries that meet `conditions` lie within `timeWindow` seconds, by the entries'
 * own time, and no alert of the rule lies within `cooldown` seconds.
 *
 * @example
 * new AlertRule({ name: 'errors', conditions: { level: 'ERROR' }, severity: AlertSeverity.HIGH, threshold: 10 })
 */
export class AlertRule {
  readonly name: string;
  readonly description: string;
  readonly conditions: LogFilters | string;
  readonly severity: AlertSeverity;
  readonly threshold: number;
  /** Seconds. */
  readonly timeWindow: number;
  /** Seconds. */
  readonly cooldown: number;
  /** May be changed; matches are not counted while it is false. */
  enabled: boolean;
  readonly kind: AlertKind | (string & {});
  readonly parameters: AlertParameters;
  /** Empty where matches are not divided into groups. */
  readonly groupBy: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The latest time at which the rule fired, in whatever group, in seconds since the epoch; null if it has not. */
  lastTriggeredAt: number | null = null;

  /** @throws InvalidArgumentError naming the key, what was expected and what was given */
  constructor(init: AlertRuleInit | AlertRule) {
    const values: AlertRuleValues = init instanceof AlertRule ? init : readAlertRuleInit(init);
    this.name = values.name;
    this.description = values.description;
    this.conditions = values.conditions;
    this.severity = values.severity;
    this.threshold = values.threshold;
    this.timeWindow = values.timeWindow;
    this.cooldown = values.cooldown;
    this.enabled = values.enabled;
    this.kind = values.kind;
    this.parameters = values.parameters;
    this.groupBy = values.groupBy;
    this.labels = values.labels;
    this.annotations = values.annotations;
  }

  /**
   * Whether the rule fires when `count` matches lie within its window: it is enabled, the count has reached the threshold, and the
   * last firing that the rule knows of lies at least `cooldown` before or after. Changes nothing.
   * @param currentTime seconds since the epoch
   */
  shouldTrigger(count: number, currentTime: number): boolean {
    if (!this.enabled || !(count >= this.threshold)) return false;
    return this.lastTriggeredAt === null || Math.abs(currentTime - this.lastTriggeredAt) >= this.cooldown;
  }

  /** What makes the same rule again. */
  toJSON(): AlertRuleInit {
    const { name, description, severity, threshold, timeWindow, cooldown, enabled, kind } = this;
    const json: AlertRuleInit = {
      name,
      description,
      conditions: withRawIntegers(this.conditions) as LogFilters | string,
      severity,
      threshold,
      timeWindow,
      cooldown,
      enabled,
      kind,
    };
    if (Object.keys(this.parameters).length > 0) json.parameters = withRawIntegers(this.parameters) as AlertParameters;
    if (this.groupBy.length > 0) json.groupBy = [...this.groupBy];
    if (Object.keys(this.labels).length > 0) json.labels = { ...this.labels };
    if (Object.keys(this.annotations).length > 0) json.annotations = { ...this.annotations };
    return json;
  }
}
