import { MESSAGE_KEYS, TIME_KEYS } from './entry/entry-keys.ts';
import { copyOwn, parseExactJson } from './entry/exact-json.ts';
import { isJsonObject } from './entry/field-path.ts';
import { formatInstant, type Instant } from './entry/instant.ts';
import { type Clock, LogEntry, type LogEntryInit } from './entry/log-entry.ts';
import { parseTimestamp, type TimestampInput } from './entry/timestamp.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';
import { unusualNumbers, withNumberTexts } from './number-texts.ts';

/** The time of a row, told when it is needed. */
export type InstantOfRow = () => Instant;

/**
 * The entry of a stored row. Lines may hold what `new LogEntry` does not take, such as a number for a message or a time in no known
 * form; such a row reads as queries see it, and `toJSON` gives it back as it came in.
 *
 * @param json the row, as `Block.json` gives it
 * @param instantOf the time under which the row is stored
 */
export function entryOfRow(json: string, instantOf: InstantOfRow, clock: Clock): LogEntry {
  const row = parseExactJson(json) as LogEntryInit;
  // All keys of times are there and none has a value, so that its arrival has no place in the text.
  if (TIME_KEYS.every((key) => row[key] === null)) row[TIME_KEYS[0]!] = formatInstant(instantOf());
  const numbers = unusualNumbers(json);
  if (numbers !== undefined) return new StoredEntry(row, numbers, instantOf(), clock);
  try {
    return new LogEntry(row, clock);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return new StoredEntry(row, undefined, instantOf(), clock);
  }
}

/** The entry of a line that is on its way in, read as a row; undefined for a line that is no JSON object. */
export function entryOfLine(line: string, clock: Clock): LogEntry | undefined {
  if (!/^[\s]*\{/.test(line)) return undefined;
  try {
    return entryOfRow(line, () => ({ ms: Math.floor(clock()), subMs: 0 }), clock);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A row whose values are not all of the types that entries have, or whose numbers are not written as usual; see `entryOfRow`. */
class StoredEntry extends LogEntry {
  /** See `unusualNumbers`. */
  readonly #numbers: unknown;
  readonly #row: LogEntryInit;
  /** What stands in place of a value that was taken for another. */
  readonly #readings: ReadonlyMap<string, unknown>;
  readonly #instant: Instant;
  readonly #timestamp: string | number | bigint;

  constructor(row: LogEntryInit, numbers: unknown, instant: Instant, clock: Clock) {
    const readings = readingsOf(row, instant);
    super(withReadings(row, readings), clock);
    this.#row = row;
    this.#numbers = numbers;
    this.#readings = readings;
    this.#instant = instant;
    this.#timestamp = this.timestamp;
    for (const [key, reading] of readings) {
      if (reading === null && key !== 'metadata' && Object.hasOwn(this.metadata, key)) this.metadata[key] = row[key];
    }
  }

  override get instant(): Instant {
    return this.timestamp === this.#timestamp ? this.#instant : super.instant;
  }

  /** What was not changed since is as it came in. */
  override toInit(): LogEntryInit {
    const init = super.toInit();
    for (const [key, reading] of this.#readings) {
      if (init[key] === reading || JSON.stringify(init[key]) === JSON.stringify(reading)) init[key] = this.#row[key];
    }
    return init;
  }

  override toJSON(): Record<string, unknown> {
    return withNumberTexts(super.toJSON(), this.#numbers) as Record<string, unknown>;
  }
}

/**
 * By key, what is read in place of a value of a wrong type; null for one that has no meaning of its own then. As `buildShape` decides:
 * the first key of times with a text or a number, and the first key of messages with a value that is no object.
 */
function readingsOf(row: LogEntryInit, instant: Instant): Map<string, unknown> {
  const readings = new Map<string, unknown>();
  const timeKey = TIME_KEYS.find((key) => isTimeLike(row[key])) ?? TIME_KEYS.find((key) => hasValue(row[key]));
  if (timeKey !== undefined) {
    for (const key of keysBefore(TIME_KEYS, timeKey, row)) readings.set(key, null);
    if (!isTime(row[timeKey])) readings.set(timeKey, formatInstant(instant));
  }
  const messageKey = MESSAGE_KEYS.find((key) => hasValue(row[key]) && !isJsonObject(row[key]));
  for (const key of keysBefore(MESSAGE_KEYS, messageKey, row)) readings.set(key, null);
  for (const key of [messageKey ?? 'source', 'source', 'level']) {
    const value = row[key];
    if (!hasValue(value) || typeof value === 'string') continue;
    if (key !== 'level' || typeof value === 'object' || typeof value === 'boolean') readings.set(key, textOf(value));
  }
  const { tags, metadata } = row as { tags?: unknown; metadata?: unknown };
  if (hasValue(tags)) readings.set('tags', tagsOf(tags));
  if (hasValue(metadata) && !isJsonObject(metadata)) readings.set('metadata', null);
  return readings;
}

/** The keys with a value that come before one that is taken; all of them where none is. */
function keysBefore(keys: readonly string[], taken: string | undefined, row: LogEntryInit): readonly string[] {
  const end = taken === undefined ? keys.length : keys.indexOf(taken);
  return keys.slice(0, end).filter((key) => hasValue(row[key]));
}

function hasValue(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isTimeLike(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'bigint';
}

function isTime(value: unknown): boolean {
  return isTimeLike(value) && parseTimestamp(value as TimestampInput) !== undefined;
}

/** An object is no text: its members are fields of their own. */
function textOf(value: unknown): string {
  if (isJsonObject(value)) return '';
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member));
}

function tagsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((tag: unknown) => (typeof tag === 'string' ? tag : textOf(tag)));
}

function withReadings(row: LogEntryInit, readings: ReadonlyMap<string, unknown>): LogEntryInit {
  const init = copyOwn(row);
  for (const [key, reading] of readings) init[key] = reading;
  return init;
}
