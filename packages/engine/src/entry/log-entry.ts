import { InvalidArgumentError } from '../errors/engine-error.ts';
import {
  chooseKey,
  isoText,
  type LogEntryInit,
  levelText,
  ownValue,
  readInstant,
  tagsOf,
  textOf,
  wrongType,
} from './entry-init.ts';
import { isReservedKey, MESSAGE_KEYS, PLAIN_KEYS, TIME_KEYS } from './entry-keys.ts';
import { copyOwn, setOwn, withRawIntegers } from './exact-json.ts';
import { isJsonObject, valuesAtPath } from './field-path.ts';
import { type Instant, instantToNs } from './instant.ts';
import { entrySeverity, SEVERITY_NUMBER_FIELD } from './level.ts';
import type { LogFilters } from './log-filters.ts';
import { type FilterableEntry, matchesFilters } from './match-filters.ts';
import { type NormalizedFilters, normalizeFilters } from './normalize-filters.ts';

export type { LogEntryInit } from './entry-init.ts';

/** The time now, in milliseconds since the Unix epoch. */
export type Clock = () => number;

/** Answers the filter `query`, whose language is known on the floors above. */
export interface QueryMatcher {
  /** Reads a filter in LogsQL. @throws QuerySyntaxError; InvalidArgumentError for what an entry by itself cannot answer */
  check(query: string): void;
  /**
   * Whether an entry passes.
   * @param nowMs the time now, milliseconds since the Unix epoch
   * @throws as `check`; LimitExceededError, InvalidArgumentError for an entry that could not be stored
   */
  matches(entry: LogEntry, query: string, nowMs: number): boolean;
}

let installedMatcher: QueryMatcher | undefined;

/** Lets entries be asked by `matcher` from now on. */
export function installQueryMatcher(matcher: QueryMatcher): void {
  installedMatcher = matcher;
}

function queryMatcher(): QueryMatcher {
  if (installedMatcher === undefined)
    throw new InvalidArgumentError("the filter 'query' needs the engine to be loaded");
  return installedMatcher;
}

/** How an entry was given, so that it can be given back the same. */
interface GivenForm {
  /** The keys with a value other than undefined, in order. */
  readonly keys: readonly string[];
  readonly timeKey: string | undefined;
  readonly messageKey: string | undefined;
  /** As they were given, where the property is not the same: a number for a level, null for any. */
  readonly raw: {
    readonly level: unknown;
    readonly message: unknown;
    readonly source: unknown;
    readonly tags: unknown;
  };
  readonly hasMetadata: boolean;
  /** Keys beside `metadata` that are in the property `metadata` too. */
  readonly topKeys: ReadonlySet<string>;
  /** Keys beside `metadata` whose name the object `metadata` had taken, with their values. */
  readonly displaced: Readonly<Record<string, unknown>>;
}

/**
 * One log record.
 *
 * The properties may be changed (by a hook, say); what is computed from them follows, and so does `toJSON`.
 * Metadata is copied one level deep: objects within it are the caller's.
 */
export class LogEntry implements FilterableEntry {
  /** As it was given; a Date in ISO 8601, and the time of construction where there was none. */
  timestamp: string | number | bigint;
  /** As it was given; a number's name (`30` is `INFO`), and `''` where there was none. */
  level: string;
  /** `''` where there was none. */
  message: string;
  /** `''` where there was none. */
  source: string;
  /** Empty where there were none. */
  tags: string[];
  /**
   * The keys of the object `metadata`, and those beside it that have no meaning of their own. Where a name is in both,
   * the one of the object is here; the other is still found by filters and written by `toJSON`.
   */
  metadata: Record<string, unknown>;

  readonly #form: GivenForm;
  readonly #clock: Clock;
  #instant: Instant;
  /** The timestamp that `#instant` was read from. */
  #instantSource: string | number | bigint;

  /**
   * @param clock gives an absent timestamp and `ageSeconds`
   * @throws InvalidArgumentError naming the key whose value has the wrong type, or the timestamp that is none
   */
  constructor(init: LogEntryInit | LogEntry = {}, clock: Clock = Date.now) {
    if (!isJsonObject(init)) throw wrongType('a log entry', 'an object', init);
    const given: Readonly<Record<string, unknown>> = init instanceof LogEntry ? init.toInit() : init;
    const timeKey = chooseKey(given, TIME_KEYS);
    const messageKey = chooseKey(given, MESSAGE_KEYS);
    const raw = {
      level: ownValue(given, 'level'),
      message: messageKey && given[messageKey],
      source: ownValue(given, 'source'),
      tags: ownValue(given, 'tags'),
    };
    const time = (timeKey && given[timeKey]) ?? new Date(clock());
    this.timestamp = time instanceof Date ? isoText(time) : (time as string | number | bigint);
    this.level = levelText(raw.level);
    this.message = textOf(raw.message, messageKey ?? 'message');
    this.source = textOf(raw.source, 'source');
    this.tags = tagsOf(raw.tags);
    this.#clock = clock;
    this.#instant = readInstant(this.timestamp, timeKey ?? 'timestamp');
    this.#instantSource = this.timestamp;

    const { metadata, topKeys, displaced } = mergeMetadata(given, timeKey, messageKey);
    this.metadata = metadata;
    const keys = Object.keys(given).filter((key) => given[key] !== undefined);
    const hasMetadata = isJsonObject(ownValue(given, 'metadata'));
    this.#form = { keys, timeKey, messageKey, raw, hasMetadata, topKeys, displaced };
  }

  /** The time to the nanosecond. @throws InvalidArgumentError when `timestamp` was set to what is none */
  get instant(): Instant {
    if (this.timestamp !== this.#instantSource) {
      this.#instant = readInstant(this.timestamp, 'timestamp');
      this.#instantSource = this.timestamp;
    }
    return this.#instant;
  }

  /** Nanoseconds since the Unix epoch. */
  get timeNs(): bigint {
    return instantToNs(this.instant);
  }

  /** The time to the millisecond, rounded down. */
  get date(): Date {
    return new Date(this.instant.ms);
  }

  /**
   * From 0 (TRACE) to 60 (EMERGENCY); where the level is unknown or missing, that of the metadata `severityNumber`
   * (OpenTelemetry's, 1 to 24), and 20 without one.
   */
  get severityScore(): number {
    return entrySeverity(this.level, numberText(this.metadataValues(SEVERITY_NUMBER_FIELD)[0]));
  }

  /** Seconds since the entry's time; negative for one from the future. */
  get ageSeconds(): number {
    const { ms, subMs } = this.instant;
    return (this.#clock() - ms) / 1000 - subMs / 1e9;
  }

  /**
   * Whether the entry is one that `queryLogs` with these filters would give.
   *
   * In `query` it is asked as if nothing else were stored, by the language without extensions; that costs some 0.1 ms.
   * @throws InvalidArgumentError for filters that are not well formed, and for queries within `query`, which ask for other entries
   * @throws QuerySyntaxError for a `query` that is no filter in LogsQL, or has pipes
   */
  matchesFilter(filters: LogFilters): boolean {
    const normalized = normalizeFilters(filters);
    for (let each: NormalizedFilters | undefined = normalized; each !== undefined; each = each.not) {
      if (each.query !== undefined) queryMatcher().check(each.query);
    }
    return matchesFilters(this, normalized);
  }

  /** Whether the entry passes a filter in LogsQL. @throws as `matchesFilter` */
  matchesQuery(query: string): boolean {
    return queryMatcher().matches(this, query, this.#clock());
  }

  /** Every value at a path of the metadata; see `valuesAtPath`. */
  metadataValues(path: string): unknown[] {
    return [...valuesAtPath(this.metadata, path), ...valuesAtPath(this.#form.displaced, path)];
  }

  /**
   * The entry as it was given: the same keys in the same order and nesting with the same types. An absent timestamp is
   * there, as the first key; whatever was added later comes last. Makes the same entry again.
   */
  toInit(): LogEntryInit {
    const form = this.#form;
    const init: LogEntryInit = {};
    if (form.timeKey === undefined) init.timestamp = this.timestamp;
    for (const key of form.keys) {
      const value = this.#valueOf(key);
      if (value !== undefined) setOwn(init, key, value);
    }
    if (form.messageKey === undefined && this.message !== '') init.message = this.message;
    for (const key of ['level', 'source', 'tags'] as const) {
      if (!Object.hasOwn(init, key) && this[key].length > 0) setOwn(init, key, this[key]);
    }
    this.#addNewMetadata(init);
    return init;
  }

  /** As `toInit`, with integers beyond 2^53 as raw JSON, which `JSON.stringify` writes digit by digit. */
  toJSON(): Record<string, unknown> {
    return withRawIntegers(this.toInit()) as Record<string, unknown>;
  }

  /** The value that belongs under a given key, undefined where it has been deleted. */
  #valueOf(key: string): unknown {
    const { timeKey, messageKey, raw, hasMetadata, topKeys, displaced } = this.#form;
    if (key === timeKey) return this.timestamp;
    if (key === messageKey) return this.message === '' && raw.message === null ? null : this.message;
    switch (key) {
      case 'level':
        return this.level === levelText(raw.level) ? raw.level : this.level;
      case 'source':
        return this.source === '' && raw.source === null ? null : this.source;
      case 'tags':
        return this.tags.length === 0 && raw.tags === null ? null : this.tags.slice();
      case 'metadata':
        return hasMetadata ? this.#metadataWithout(topKeys) : null;
      default:
        if (Object.hasOwn(displaced, key)) return displaced[key];
        return ownValue(this.metadata, key);
    }
  }

  #metadataWithout(keys: ReadonlySet<string>): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    for (const key of Object.keys(this.metadata)) if (!keys.has(key)) setOwn(members, key, this.metadata[key]);
    return members;
  }

  /** Adds keys of `metadata` that were not given, beside the others; those that would mean something there, in an object. */
  #addNewMetadata(init: LogEntryInit): void {
    if (this.#form.hasMetadata) return;
    for (const [key, value] of Object.entries(this.#metadataWithout(this.#form.topKeys))) {
      if (!isReservedKey(key)) setOwn(init, key, value);
      else init.metadata = { ...init.metadata, [key]: value };
    }
  }
}

/** A number or a text as the text that its column has. */
function numberText(value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? String(value) : '';
}

/** Brings the keys of the object `metadata` and those that have no meaning of their own together. */
function mergeMetadata(
  given: Readonly<Record<string, unknown>>,
  timeKey: string | undefined,
  messageKey: string | undefined,
): { metadata: Record<string, unknown>; topKeys: ReadonlySet<string>; displaced: Readonly<Record<string, unknown>> } {
  const nested = ownValue(given, 'metadata') ?? {};
  if (!isJsonObject(nested)) throw wrongType('metadata', 'an object', nested);
  const metadata = copyOwn(nested);
  const topKeys = new Set<string>();
  const displaced: Record<string, unknown> = {};
  for (const key of Object.keys(given)) {
    const isNamed = key === timeKey || key === messageKey || PLAIN_KEYS.includes(key);
    if (isNamed || given[key] === undefined) continue;
    if (Object.hasOwn(metadata, key)) setOwn(displaced, key, given[key]);
    else {
      setOwn(metadata, key, given[key]);
      topKeys.add(key);
    }
  }
  return { metadata, topKeys, displaced };
}
