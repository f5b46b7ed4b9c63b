import { UnsupportedVersionError } from '../errors/engine-error.ts';
import { Alert, type ReadSample } from './alert.ts';
import type { AlertKinds } from './alert-kinds.ts';
import { AlertRule } from './alert-rule.ts';
import type { AlertRuleInit } from './alert-rule-init.ts';
import { type ConditionCompiler, type EvaluatedRule, evaluatedRule } from './evaluated-rule.ts';
import { JsonReader } from './json-reader.ts';

const STATE_VERSION = 1;

/** What an evaluator saves, as plain JSON. */
export interface EvaluatorState {
  readonly version: 1;
  readonly lastEvaluatedSequence: number;
  readonly rules: readonly {
    readonly rule: AlertRuleInit;
    readonly lastTriggeredAt: number | null;
    /** Tells whether the windows still fit: a later release may compile the conditions to another filter. */
    readonly windowKey: string;
    readonly windows: readonly unknown[];
  }[];
  readonly alertCount: number;
  readonly alerts: readonly unknown[];
}

export interface RestoredState {
  readonly lastEvaluatedSequence: number;
  readonly rules: readonly EvaluatedRule[];
  readonly alertCount: number;
  readonly alerts: readonly Alert[];
}

/**
 * Reads a saved state.
 * @throws InvalidArgumentError saying what stands wrong and where
 * @throws UnsupportedVersionError for a state of a newer version
 */
export function readEvaluatorState(
  state: unknown,
  compiler: ConditionCompiler,
  kinds: AlertKinds,
  readSample: ReadSample,
): RestoredState {
  const where = 'alert state';
  const json = new JsonReader(state, where);
  requireVersion(json, where, STATE_VERSION);
  return {
    lastEvaluatedSequence: json.number('lastEvaluatedSequence'),
    rules: json.list('rules', (value, at) => ruleOf(value, at, compiler, kinds)),
    alertCount: json.number('alertCount'),
    alerts: json.list('alerts', (value, at) => Alert.fromJSON(value, readSample, at)),
  };
}

/**
 * @throws InvalidArgumentError when the version is no version
 * @throws UnsupportedVersionError when it is newer than `supported`
 */
export function requireVersion(json: JsonReader, what: string, supported: number): void {
  const version = json.number('version');
  if (!Number.isInteger(version) || version < 1) throw json.wrong('version', 'a whole number from 1', version);
  if (version > supported) throw new UnsupportedVersionError(what, version, supported);
}

function ruleOf(value: unknown, where: string, compiler: ConditionCompiler, kinds: AlertKinds): EvaluatedRule {
  const json = new JsonReader(value, where);
  const rule = new AlertRule(json.get('rule') as AlertRuleInit);
  rule.lastTriggeredAt = json.numberOrNull('lastTriggeredAt');
  const evaluated = evaluatedRule(rule, compiler, kinds);
  const windows = json.list('windows', (window) => window);
  if (json.text('windowKey') === evaluated.windowKey) evaluated.windows.restore(windows, `${where}.windows`);
  return evaluated;
}
