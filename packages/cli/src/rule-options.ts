import { readFileSync } from 'node:fs';
import { text as readText } from 'node:stream/consumers';
import type { AlertRuleInit, AlertSeverity } from 'log-analytics-engine';
import { type FilterOptions, filtersOf } from './filter-options.ts';
import { ruleParameters } from './rule-parameters.ts';
import { secondsOption } from './time-option.ts';
import { CommandFailedError, UsageError } from './usage-error.ts';

/** What commander makes of the options of `rules add`. */
export interface RuleOptions extends FilterOptions {
  readonly file?: string;
  readonly description?: string;
  readonly severity?: AlertSeverity;
  /** A filter in LogsQL. */
  readonly query?: string;
  readonly kind?: string;
  readonly parameter?: readonly string[];
  readonly threshold?: number;
  readonly window?: string;
  readonly cooldown?: string;
  readonly groupBy?: readonly string[];
  readonly disabled?: boolean;
}

/** The rule that the options describe. @throws UsageError */
export function ruleOfOptions(name: string, options: RuleOptions): AlertRuleInit {
  const conditions = filtersOf(options);
  const { query } = options;
  const isQueryAlone = query !== undefined && Object.keys(conditions).length === 0;
  if (Object.keys(conditions).length === 0 && query === undefined) {
    throw new UsageError("a rule needs a condition, such as --level error or --query 'level:ERROR timeout'");
  }
  // A rule lasts; a time "two hours ago" would not move with it.
  if (conditions.startTime instanceof Date || conditions.endTime instanceof Date) {
    throw new UsageError('a rule cannot have a --start or --end that depends on now');
  }
  return {
    name,
    conditions: isQueryAlone ? query : query === undefined ? conditions : { ...conditions, query },
    description: options.description,
    severity: options.severity,
    kind: options.kind,
    parameters: options.parameter === undefined ? undefined : ruleParameters(options.parameter, '--parameter'),
    threshold: options.threshold,
    timeWindow: options.window === undefined ? undefined : secondsOption(options.window, '--window'),
    cooldown: options.cooldown === undefined ? undefined : secondsOption(options.cooldown, '--cooldown'),
    groupBy: options.groupBy,
    enabled: options.disabled === true ? false : undefined,
  };
}

/**
 * The rules of a file: one as a JSON object, or a list of them. `-` is the standard input.
 * @throws CommandFailedError for what is no JSON; whether the rules are any is for the engine to say
 */
export async function rulesOfFile(path: string, stdin: AsyncIterable<Uint8Array>): Promise<AlertRuleInit[]> {
  const name = path === '-' ? 'the standard input' : path;
  let text: string;
  try {
    text = path === '-' ? await readText(stdin) : readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandFailedError(`cannot read ${name}: ${messageOf(cause)}`, { cause });
  }
  try {
    const rules: unknown = JSON.parse(text);
    return (Array.isArray(rules) ? rules : [rules]) as AlertRuleInit[];
  } catch (cause) {
    throw new CommandFailedError(`${name} must hold rules as JSON, an object or a list: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
