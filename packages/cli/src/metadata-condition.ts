import type { JsonScalar, LogFilters, MetadataRange } from 'log-analytics-engine';
import { UsageError } from './usage-error.ts';

type Conditions = NonNullable<LogFilters['metadata']>;

const CONDITION = /^(.+?)(>=|<=|>|<|=)(.*)$/s;
const BOUNDS = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' } as const;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The metadata filter of texts such as `user.id=7`, `duration_ms>=500`, `duration_ms<900`, `zip="0815"`. A value that reads as a
 * number, true, false or null is one; text in double quotes is a JSON string; anything else is the text itself.
 * @throws UsageError for what is none, or two conditions that cannot both be held by one field
 */
export function metadataConditions(texts: readonly string[], option: string): Conditions {
  const conditions = new Map<string, JsonScalar | MetadataRange>();
  for (const text of texts) {
    const [, path, operator, value] = CONDITION.exec(text) ?? [];
    if (path === undefined || operator === undefined || value === undefined) {
      throw new UsageError(`${option} must be key=value or a comparison such as key>=10; got '${text}'`);
    }
    const before = conditions.get(path);
    if (operator === '=') {
      if (before !== undefined) throw new UsageError(`${option} is given twice for '${path}', which has one value`);
      conditions.set(path, scalarOf(value, option));
      continue;
    }
    if (before !== undefined && !isRange(before)) {
      throw new UsageError(`${option} is given for '${path}' as a value and as a bound; give one of them`);
    }
    conditions.set(path, { ...before, [BOUNDS[operator as keyof typeof BOUNDS]]: boundOf(value, text, option) });
  }
  return Object.fromEntries(conditions);
}

function isRange(value: JsonScalar | MetadataRange): value is MetadataRange {
  return typeof value === 'object' && value !== null;
}

/** A value as it is read from a command line; see `metadataConditions`. @throws UsageError */
export function scalarOf(text: string, option: string): JsonScalar {
  if (NUMBER.test(text)) return numberOf(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (!text.startsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return value;
  } catch {
    // Falls through to the one message for both.
  }
  throw new UsageError(`${option} has a value that begins with a quote but is no JSON string: ${text}`);
}

function boundOf(text: string, whole: string, option: string): number | bigint {
  if (NUMBER.test(text)) return numberOf(text);
  throw new UsageError(`${option} compares numbers; got '${whole}'`);
}

/** Integers beyond 2^53 stay exact. */
function numberOf(text: string): number | bigint {
  const value = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}
