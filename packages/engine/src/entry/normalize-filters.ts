import { RE2JS } from 're2js';
import { isWord, wordsOf } from '../bytes/words.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { isJsonObject } from './field-path.ts';
import { type Instant, makeInstant } from './instant.ts';
import { knownSeverity, LEVEL_NAMES } from './level.ts';
import type { JsonScalar, LogFilters } from './log-filters.ts';
import { lowerCase } from './lower-case.ts';
import { nearestName } from './nearest-name.ts';
import { parseTimestamp, type TimestampInput } from './timestamp.ts';

/** A regular expression of RE2, compiled. */
export interface MessagePattern {
  readonly pattern: string;
  /** Whether the text contains a match. */
  test(text: string): boolean;
}

/** The value at `path` equals `value`, types included. */
export interface MetadataEquality {
  readonly kind: 'equality';
  readonly path: string;
  readonly value: JsonScalar;
}

/** The value at `path` is a number within the bounds; a missing bound is open. */
export interface MetadataBounds {
  readonly kind: 'bounds';
  readonly path: string;
  readonly gt: number | bigint | undefined;
  readonly gte: number | bigint | undefined;
  readonly lt: number | bigint | undefined;
  readonly lte: number | bigint | undefined;
}

export type MetadataCondition = MetadataEquality | MetadataBounds;

/** Filters that are known to be well formed, in one form for each condition; undefined is no condition. */
export interface NormalizedFilters {
  /** Inclusive. */
  readonly startTime: Instant | undefined;
  /** Inclusive. */
  readonly endTime: Instant | undefined;
  /** Any of; in lower case. */
  readonly level: readonly string[] | undefined;
  /** Any of. */
  readonly source: readonly string[] | undefined;
  /** Any of. */
  readonly tags: readonly string[] | undefined;
  readonly allTags: readonly string[] | undefined;
  /** In lower case. */
  readonly keyword: string | undefined;
  /** Any of; in lower case. */
  readonly keywords: readonly string[] | undefined;
  /** All of; each is one word. */
  readonly words: readonly string[] | undefined;
  /** Not empty. */
  readonly phrase: string | undefined;
  readonly regex: MessagePattern | undefined;
  readonly minSeverity: number | undefined;
  readonly metadata: readonly MetadataCondition[] | undefined;
  readonly not: NormalizedFilters | undefined;
  readonly query: string | undefined;
}

/** What the value of each key must be and what becomes of it; `name` is the key with what leads to it, for messages. */
type Normalizers = { readonly [K in keyof NormalizedFilters]: (value: unknown, name: string) => NormalizedFilters[K] };

const NORMALIZERS: Normalizers = {
  startTime: requireInstant,
  endTime: requireInstant,
  level: (value, name) => requireTexts(value, name).map(lowerCase),
  source: requireTexts,
  tags: requireTexts,
  allTags: requireTexts,
  keyword: (value, name) => lowerCase(requireText(value, name)),
  keywords: (value, name) => requireTexts(value, name).map(lowerCase),
  words: (value, name) => requireTexts(value, name).map((word) => requireWord(word, name)),
  phrase: requireNonEmptyText,
  regex: requirePattern,
  minSeverity: requireSeverity,
  metadata: requireConditions,
  not: normalize,
  query: requireNonEmptyText,
};

/** The keys of `LogFilters`. */
export const FILTER_KEYS: readonly string[] = Object.keys(NORMALIZERS);

/** How deep `not` may stand in `not`: no filter of a person is near it, and a filter that refers to itself stops here. */
const NOT_DEPTH_MAX = 100;

/**
 * Checks filters and brings them into the form of `NormalizedFilters`. A `startTime` after the `endTime` is allowed and
 * matches nothing.
 * @throws InvalidArgumentError for an unknown key or a value of the wrong type, naming what was expected
 */
export function normalizeFilters(filters: LogFilters): NormalizedFilters {
  return normalize(filters, '');
}

function normalize(filters: unknown, name: string): NormalizedFilters {
  if (!isJsonObject(filters)) throw wrongType(name || 'filters', 'an object', filters);
  const prefix = name === '' ? '' : `${name}.`;
  if (prefix.length > 'not.'.length * NOT_DEPTH_MAX) {
    throw new InvalidArgumentError(`filters nest 'not' more than ${NOT_DEPTH_MAX} deep`);
  }
  for (const key of Object.keys(filters)) if (!Object.hasOwn(NORMALIZERS, key)) throw unknownKey(prefix, key);
  const entries = Object.entries(NORMALIZERS).map(([key, normalizer]) => {
    const value = Object.hasOwn(filters, key) ? filters[key] : undefined;
    return [key, value === undefined ? undefined : normalizer(value, prefix + key)];
  });
  return Object.fromEntries(entries) as NormalizedFilters;
}

/** Unlike in entries, where the size of a number tells its unit, a number is always epoch milliseconds: what `Date.now()` gives. */
function requireInstant(value: unknown, name: string): Instant {
  const instant =
    typeof value === 'number' || typeof value === 'bigint'
      ? instantOfMilliseconds(Number(value))
      : parseTimestamp(value as TimestampInput);
  if (instant !== undefined) return instant;
  throw new InvalidArgumentError(
    `${name} must be a time: ISO 8601 such as '2026-03-02T14:25:36Z', a Date, or epoch milliseconds; got ${describe(value)}`,
  );
}

function instantOfMilliseconds(value: number): Instant | undefined {
  const ms = Math.floor(value);
  return makeInstant(ms, Math.min(Math.round((value - ms) * 1e6), 999_999));
}

function requireText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw wrongType(name, 'a string', value);
  return value;
}

function requireNonEmptyText(value: unknown, name: string): string {
  if (requireText(value, name) === '') throw new InvalidArgumentError(`${name} must not be empty`);
  return value as string;
}

function requireTexts(value: unknown, name: string): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) throw wrongType(name, 'a string or a list of strings', value);
  return value.map((member: unknown, index) => requireText(member, `${name}[${index}]`));
}

function requireWord(word: string, name: string): string {
  if (isWord(word)) return word;
  const inside = wordsOf(word);
  const hint = inside.length === 0 ? '' : `; use phrase, or the words ${inside.map((each) => `'${each}'`).join(', ')}`;
  throw new InvalidArgumentError(
    `${name} must hold single words, which are letters, digits and '_'; got ${describe(word)}${hint}`,
  );
}

function requirePattern(value: unknown, name: string): MessagePattern {
  if (value instanceof RegExp) {
    throw new InvalidArgumentError(`${name} must be a string in RE2 syntax, not a RegExp: give its source`);
  }
  const pattern = requireText(value, name);
  try {
    const compiled = RE2JS.compile(pattern);
    return { pattern, test: (text) => compiled.test(text) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidArgumentError(`${name} must be a regular expression in RE2 syntax: ${reason}`, { cause });
  }
}

function requireSeverity(value: unknown, name: string): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  const severity = typeof value === 'string' ? knownSeverity(value) : undefined;
  if (severity !== undefined) return severity;
  throw new InvalidArgumentError(
    `${name} must be a number or one of the levels ${LEVEL_NAMES.join(', ')}; got ${describe(value)}`,
  );
}

function requireConditions(value: unknown, name: string): readonly MetadataCondition[] {
  if (!isJsonObject(value)) throw wrongType(name, 'an object of paths and values', value);
  return Object.entries(value)
    .filter(([, expected]) => expected !== undefined)
    .map(([path, expected]) => requireCondition(path, expected, `${name}['${path}']`));
}

function requireCondition(path: string, expected: unknown, name: string): MetadataCondition {
  if (expected === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof expected)) {
    if (Number.isNaN(expected)) throw new InvalidArgumentError(`${name} must not be NaN, which equals nothing`);
    return { kind: 'equality', path, value: expected as JsonScalar };
  }
  const isRange =
    isJsonObject(expected) &&
    Object.keys(expected).length > 0 &&
    Object.keys(expected).every((key) => ['gt', 'gte', 'lt', 'lte'].includes(key));
  if (!isRange) throw wrongType(name, 'a string, number, boolean or null, or bounds { gt, gte, lt, lte }', expected);
  const bound = (key: string): number | bigint | undefined => requireBound(expected[key], `${name}.${key}`);
  return { kind: 'bounds', path, gt: bound('gt'), gte: bound('gte'), lt: bound('lt'), lte: bound('lte') };
}

function requireBound(value: unknown, name: string): number | bigint | undefined {
  if (value === undefined || typeof value === 'bigint') return value;
  if (typeof value !== 'number' || Number.isNaN(value)) throw wrongType(name, 'a number', value);
  return value;
}

function unknownKey(prefix: string, key: string): InvalidArgumentError {
  const suggestion = nearestName(key, FILTER_KEYS);
  const hint = suggestion === undefined ? '' : `did you mean '${suggestion}'? `;
  return new InvalidArgumentError(`unknown filter '${prefix}${key}'; ${hint}The filters are ${FILTER_KEYS.join(', ')}`);
}

function wrongType(name: string, expected: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`${name} must be ${expected}; got ${describe(value)}`);
}

/** A value for a message: its text where it is short, else its type. */
function describe(value: unknown): string {
  if (typeof value === 'string') return value.length <= 80 ? `'${value}'` : `a string of ${value.length} characters`;
  if (value === null || ['number', 'bigint', 'boolean', 'undefined'].includes(typeof value)) return String(value);
  return Array.isArray(value)
    ? 'a list'
    : value instanceof Date
      ? 'an invalid Date'
      : `a value of type ${typeof value}`;
}
