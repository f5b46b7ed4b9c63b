import { copyOwn, withRawIntegers } from './entry/exact-json.ts';
import { LogEntry, type LogEntryInit } from './entry/log-entry.ts';
import { parseTimestamp } from './entry/timestamp.ts';
import { isUsualTimeText } from './entry/usual-time-text.ts';
import { isWithinLimits, requireLimits } from './entry-limits.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';

/** What the text of an entry depends on. */
export interface EntryTextOptions {
  /** Milliseconds since the Unix epoch. */
  readonly clock: () => number;
  readonly lineBytesMax: number;
}

/**
 * The JSON text under which an entry is stored, on one line. The usual entry, a plain object of plain values, is looked through and
 * written as it is; whatever is not so plainly right takes the careful way.
 *
 * @throws InvalidArgumentError for what `new LogEntry` throws on, and for what JSON cannot hold
 * @throws LimitExceededError for more than `ENTRY_LIMITS` allows
 */
export function entryText(entry: LogEntry | LogEntryInit, options: EntryTextOptions): string {
  if (!(entry instanceof LogEntry)) {
    if (isUsual(entry)) return JSON.stringify(entry);
    new LogEntry(entry, options.clock);
    return carefulText(entry, entry, options);
  }
  const init = entry.toInit();
  const isRow = isStoredRow(entry);
  if (!isRow && isUsual(init)) return JSON.stringify(init);
  if (!isRow) new LogEntry(init, options.clock);
  return carefulText(init, isRow ? entry : init, options);
}

/** Whether an entry is a row that was read, which may hold what `new LogEntry` does not take, and writes itself. */
export function isStoredRow(entry: unknown): entry is LogEntry {
  return entry instanceof LogEntry && entry.constructor !== LogEntry;
}

/** Whether `JSON.stringify` surely writes the object as `new LogEntry` understands it, within all limits. */
function isUsual(entry: LogEntryInit): boolean {
  if (typeof entry !== 'object' || entry === null || Object.getPrototypeOf(entry) !== Object.prototype) return false;
  return (
    (entry as { readonly toJSON?: unknown }).toJSON === undefined &&
    isTime(givenTime(entry)) &&
    isTextOrNothing(entry._msg ?? entry.message ?? entry.msg) &&
    isTextOrNothing(entry.source) &&
    (typeof entry.level === 'number' || isTextOrNothing(entry.level)) &&
    isTagsOrNothing(entry.tags) &&
    !Array.isArray(entry.metadata) &&
    (typeof entry.metadata === 'object' || entry.metadata === undefined) &&
    isWithinLimits(entry)
  );
}

/** Whether an entry whose text was written surely has a time of its own in it. */
export function hasTime(entry: LogEntry | LogEntryInit): boolean {
  if (entry instanceof LogEntry) return !isStoredRow(entry);
  return Object.getPrototypeOf(entry) === Object.prototype && (givenTime(entry) ?? null) !== null;
}

function givenTime(entry: LogEntryInit): unknown {
  return entry._time ?? entry.timestamp ?? entry['@timestamp'] ?? entry.time ?? entry.ts;
}

/** Beyond this a number is no time in any unit. */
const TIME_NUMBER_MAX = 1e21;

function isTime(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return isUsualTimeText(value) || parseTimestamp(value) !== undefined;
  if (typeof value === 'number') return Math.abs(value) < TIME_NUMBER_MAX && (value === 0 || Math.abs(value) >= 1e-6);
  return value instanceof Date && !Number.isNaN(value.getTime());
}

function isTextOrNothing(value: unknown): boolean {
  return typeof value === 'string' || value === undefined || value === null;
}

function isTagsOrNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (!Array.isArray(value)) return false;
  for (let i = 0; i < value.length; i++) if (typeof value[i] !== 'string') return false;
  return true;
}

/** @param init what is checked  @param written what is written: the same, or the row that it is of */
function carefulText(init: LogEntryInit, written: object, { lineBytesMax }: EntryTextOptions): string {
  const own = withoutFunctions(init);
  requireLimits(own, lineBytesMax);
  try {
    return JSON.stringify(written === init ? withRawIntegers(own) : written);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidArgumentError(`the entry cannot be written as JSON: ${reason}`, { cause });
  }
}

/** A function `toJSON` of the entry itself is no member of it and must not write it. */
function withoutFunctions(init: LogEntryInit): Record<string, unknown> {
  const own = copyOwn(init);
  for (const [key, value] of Object.entries(own)) if (typeof value === 'function') delete own[key];
  return own;
}
