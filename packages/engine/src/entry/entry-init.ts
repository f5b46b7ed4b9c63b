import { InvalidArgumentError } from '../errors/engine-error.ts';
import type { Instant } from './instant.ts';
import { levelFromNumber } from './level.ts';
import { parseTimestamp, type TimestampInput } from './timestamp.ts';

/**
 * What an entry is made of. Of the names of time and message the first one present wins, in the order in which they stand
 * here; the others are metadata, and so is every key that is not named here. Null and undefined are as good as absent.
 */
export interface LogEntryInit {
  _time?: TimestampInput | null | undefined;
  timestamp?: TimestampInput | null | undefined;
  '@timestamp'?: unknown;
  time?: unknown;
  ts?: unknown;
  _msg?: string | null | undefined;
  message?: string | null | undefined;
  msg?: unknown;
  /** A number is a level of syslog (0–7) or pino (10–60). */
  level?: string | number | bigint | null | undefined;
  source?: string | null | undefined;
  tags?: readonly string[] | null | undefined;
  metadata?: Readonly<Record<string, unknown>> | null | undefined;
  [key: string]: unknown;
}

/** The first of the names that has a value, or else the first that is there as null. */
export function chooseKey(given: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  return (
    names.find((name) => (ownValue(given, name) ?? undefined) !== undefined) ??
    names.find((name) => ownValue(given, name) === null)
  );
}

/** A key of the object itself. */
export function ownValue(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The text of a time that came as a Date. */
export function isoText(date: Date): string {
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('timestamp must be a valid Date; got an invalid one');
  return date.toISOString();
}

/** @throws InvalidArgumentError where the timestamp is none */
export function readInstant(timestamp: string | number | bigint, key: string): Instant {
  if (!['string', 'number', 'bigint'].includes(typeof timestamp)) {
    throw wrongType(key, 'a time as a string, a number or a Date', timestamp);
  }
  const instant = parseTimestamp(timestamp);
  if (instant !== undefined) return instant;
  const text = String(timestamp);
  throw new InvalidArgumentError(
    `${key} must be a time such as '2026-03-02T14:25:36.123Z' or epoch seconds, milliseconds, microseconds or nanoseconds; got '${text.length > 80 ? `${text.slice(0, 80)}…` : text}'`,
  );
}

/** The level as text: a number's name, `''` for none. */
export function levelText(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  if (raw === undefined || raw === null) return '';
  if (typeof raw === 'number') return levelFromNumber(raw) ?? String(raw);
  if (typeof raw === 'bigint') return levelFromNumber(Number(raw)) ?? String(raw);
  throw wrongType('level', 'a string or a number', raw);
}

/** `''` for none. */
export function textOf(raw: unknown, key: string): string {
  if (typeof raw === 'string') return raw;
  if (raw === undefined || raw === null) return '';
  throw wrongType(key, 'a string', raw);
}

/** A copy of the list; empty for none. */
export function tagsOf(raw: unknown): string[] {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) throw wrongType('tags', 'a list of strings', raw);
  raw.forEach((tag: unknown, index) => {
    if (typeof tag !== 'string') throw wrongType(`tags[${index}]`, 'a string', tag);
  });
  return raw.slice();
}

/** The error for a value of a wrong type. */
export function wrongType(key: string, expected: string, value: unknown): InvalidArgumentError {
  const type = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  return new InvalidArgumentError(`${key} must be ${expected}; got ${type}`);
}
