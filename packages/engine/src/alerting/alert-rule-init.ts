import { isJsonObject } from '../entry/field-path.ts';
import type { JsonScalar, LogFilters } from '../entry/log-filters.ts';
import { nearestName } from '../entry/nearest-name.ts';
import { normalizeFilters } from '../entry/normalize-filters.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { ALERT_SEVERITIES, AlertSeverity } from './alert-severity.ts';

/** The kinds of rule that the engine has. Others come with `alertKinds`. */
export type AlertKind = 'threshold';

/** What the name of a kind looks like. */
export const ALERT_KIND_NAME: RegExp = /^[a-z][a-z0-9-]*$/;

/** What a kind of rule of your own may want to know: JSON values by name. */
export type AlertParameters = Readonly<Record<string, JsonScalar | readonly JsonScalar[]>>;

/** What an alert rule is made of. */
export interface AlertRuleInit {
  /** Unique among the rules of an engine. */
  name: string;
  description?: string | undefined;
  /** Which entries match: a filter object as for `queryLogs`, or LogsQL. */
  conditions: LogFilters | string;
  /** `'medium'` unless given. */
  severity?: AlertSeverity | undefined;
  /** Matches within the window that make the rule fire; a whole number from 1, which is the default. */
  threshold?: number | undefined;
  /** Seconds, more than 0, to the millisecond; 300 unless given. */
  timeWindow?: number | undefined;
  /** Seconds from 0, to the millisecond; 600 unless given. */
  cooldown?: number | undefined;
  /** True unless given. A rule that is not enabled counts nothing. */
  enabled?: boolean | undefined;
  /** What makes the rule fire: `'threshold'`, the default, or the name of one of the engine's `alertKinds`. */
  kind?: AlertKind | (string & {}) | undefined;
  /** For kinds of your own. */
  parameters?: AlertParameters | undefined;
  /** Fields whose values divide the matches into groups, each with its own window and cooldown. */
  groupBy?: string | readonly string[] | undefined;
  /** Short texts for routing. */
  labels?: Readonly<Record<string, string>> | undefined;
  /** Longer texts for people: what to do, where to look. */
  annotations?: Readonly<Record<string, string>> | undefined;
}

/** A rule's values with the defaults filled in; none of them is shared with what the caller gave. */
export interface AlertRuleValues {
  readonly name: string;
  readonly description: string;
  readonly conditions: LogFilters | string;
  readonly severity: AlertSeverity;
  readonly threshold: number;
  readonly timeWindow: number;
  readonly cooldown: number;
  readonly enabled: boolean;
  readonly kind: AlertKind | (string & {});
  readonly parameters: AlertParameters;
  readonly groupBy: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

type Readers = { readonly [Key in keyof AlertRuleValues]: (value: unknown) => AlertRuleValues[Key] };

const READERS: Readers = {
  name: (value) => nonEmptyText('name', value),
  description: (value) => (value === undefined ? '' : text('description', value)),
  conditions: conditionsOf,
  severity: (value) => oneOf('severity', ALERT_SEVERITIES, value ?? AlertSeverity.MEDIUM),
  threshold: (value) => thresholdOf(value ?? 1),
  timeWindow: (value) => seconds('timeWindow', 'more than 0', 0.001, value ?? 300),
  cooldown: (value) => seconds('cooldown', '0 or more', 0, value ?? 600),
  enabled: (value) => trueOrFalse('enabled', value ?? true),
  kind: (value) => kindOf(value ?? 'threshold'),
  parameters: (value) => parametersOf(value ?? {}),
  groupBy: groupByOf,
  labels: (value) => texts('labels', value ?? {}),
  annotations: (value) => texts('annotations', value ?? {}),
};

/** The keys of a rule. */
export const ALERT_RULE_KEYS: readonly string[] = Object.keys(READERS);

/** A century: longer spans are mistakes, and times stay exact. */
const SECONDS_MAX = 100 * 366 * 86_400;

/**
 * Checks what a rule is made of and fills in the defaults. A key that is undefined is absent.
 * @throws InvalidArgumentError naming the key, what was expected and what was given
 */
export function readAlertRuleInit(init: unknown): AlertRuleValues {
  if (!isJsonObject(init)) throw wrong('an alert rule', 'an object', init);
  for (const key of Object.keys(init)) if (!ALERT_RULE_KEYS.includes(key)) throw unknownKey(key);
  const values = Object.entries(READERS).map(([key, read]) => [
    key,
    read(Object.hasOwn(init, key) ? init[key] : undefined),
  ]);
  return Object.fromEntries(values) as AlertRuleValues;
}

function conditionsOf(value: unknown): LogFilters | string {
  if (typeof value === 'string') return nonEmptyText('conditions', value);
  if (!isJsonObject(value)) throw wrong('conditions', 'a filter object or LogsQL text', value);
  try {
    normalizeFilters(value);
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause;
    throw new InvalidArgumentError(`alert rule: in conditions: ${cause.message}`, { cause });
  }
  return structuredClone(value);
}

function thresholdOf(value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw wrong('threshold', 'a whole number from 1', value);
}

function seconds(key: string, range: string, min: number, value: unknown): number {
  if (typeof value === 'number' && value >= min && value <= SECONDS_MAX) return value;
  throw wrong(key, `a number of seconds, ${range} and at most ${SECONDS_MAX}`, value);
}

function trueOrFalse(key: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(key, 'true or false', value);
}

/** Whether there is such a kind is up to the engine. */
function kindOf(value: unknown): string {
  if (typeof value === 'string' && ALERT_KIND_NAME.test(value)) return value;
  throw wrong('kind', "the name of a kind, such as 'threshold'", value);
}

function parametersOf(value: unknown): AlertParameters {
  if (!isJsonObject(value))
    throw wrong('parameters', 'an object of texts, numbers, booleans, and lists of these', value);
  for (const [name, member] of Object.entries(value)) {
    const values: readonly unknown[] = Array.isArray(member) ? member : [member];
    if (!values.every(isJsonScalar)) {
      throw wrong(`parameters.${name}`, 'a text, a number, true, false, null, or a list of these', member);
    }
  }
  return structuredClone(value) as AlertParameters;
}

function isJsonScalar(value: unknown): boolean {
  return value === null || ['string', 'boolean', 'bigint'].includes(typeof value) || Number.isFinite(value);
}

function groupByOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  const fields: readonly unknown[] = Array.isArray(value) ? value : [value];
  return [...new Set(fields.map((field) => nonEmptyText('groupBy', field)))];
}

function text(key: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrong(key, 'a string', value);
}

function nonEmptyText(key: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw wrong(key, key === 'groupBy' ? 'a field or a list of fields' : 'a string that is not empty', value);
}

function texts(key: string, value: unknown): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) throw wrong(key, 'an object of strings', value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, text(`${key}.${name}`, member)]));
}

function oneOf<Name extends string>(key: string, names: readonly Name[], value: unknown): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw wrong(
    key,
    names.length === 1 ? `'${names[0]}'` : `one of ${names.map((name) => `'${name}'`).join(', ')}`,
    value,
  );
}

function unknownKey(key: string): InvalidArgumentError {
  const suggestion = nearestName(key, ALERT_RULE_KEYS);
  const hint = suggestion === undefined ? '' : `; did you mean '${suggestion}'?`;
  return new InvalidArgumentError(
    `alert rule: unknown key '${key}'${hint} The keys of a rule are ${ALERT_RULE_KEYS.join(', ')}`,
  );
}

function wrong(key: string, expected: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`alert rule: ${key} must be ${expected}; got ${describe(value)}`);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 80 ? `${value.slice(0, 80)}…` : value}'`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
