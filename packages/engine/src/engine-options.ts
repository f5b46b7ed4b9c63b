import { nearestName } from './entry/nearest-name.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';
import { LINE_BYTES_MAX } from './errors/limits.ts';
import { QueryLanguage } from './query/query-language.ts';
import type { Durability, Retention } from './storage/store-options.ts';
import type { Vfs } from './storage/vfs.ts';

/** How an engine is opened. */
export interface EngineOptions {
  /** The folder that holds the data; made where it does not exist. Without it (and without `vfs`) everything is in memory. */
  directory?: string | undefined;
  /**
   * When an entry counts as stored. `'fsync'`: what returned is on disk; the default with a directory. `'interval'`: on disk
   * within a second; the end of the process or of the power may take what came since. `'memory'`: nothing is synced, and what
   * is not in a segment yet is gone with the process unless it calls `close`; the default without a directory.
   */
  durability?: Durability | undefined;
  /** Fields that every block indexes, whatever their encoding: equality then reads only the blocks that may hold the value: `['user_id']`. */
  indexes?: readonly string[] | undefined;
  /** How long rows are kept: by their own time, by the size of their files, or both; for ever unless given. */
  retention?: Retention | undefined;
  /**
   * What becomes of lines that are no entry: kept as a message with the reason in `parse_error` (the default), or rejected and
   * listed in the report.
   */
  malformed?: 'keep' | 'reject' | undefined;
  /** Only reads; what would change something is a ReadOnlyError. */
  readOnly?: boolean | undefined;
  /** The time now, in milliseconds since the Unix epoch; `Date.now` unless given. */
  clock?: (() => number) | undefined;
  /** The file system that holds the data, in place of a directory; for tests. */
  vfs?: Vfs | undefined;
  /** The longest line or entry, in bytes of JSON; 16 MiB unless given. */
  lineBytesMax?: number | undefined;
  /** Memory for decoded columns, in bytes, from 16 MiB; 256 MiB unless given. */
  cacheBytes?: number | undefined;
  /** How long a query may take, in milliseconds; 30,000 unless given, Infinity for no limit. */
  queryTimeoutMs?: number | undefined;
  /** Memory that one query may need for its result, in bytes; 512 MiB unless given. */
  queryMemoryBytes?: number | undefined;
  /** What the queries of the engine can say; plain LogsQL, and what is registered with the engine, unless given. */
  language?: QueryLanguage | undefined;
}

/** `EngineOptions`, checked and with every default filled in. */
export interface ResolvedOptions {
  readonly directory: string | undefined;
  readonly durability: Durability;
  readonly indexes: readonly string[];
  readonly retention: Retention;
  readonly malformed: 'keep' | 'reject';
  readonly readOnly: boolean;
  readonly clock: () => number;
  readonly vfs: Vfs | undefined;
  readonly lineBytesMax: number;
  readonly cacheBytes: number;
  readonly queryTimeoutMs: number;
  readonly queryMemoryBytes: number;
  readonly language: QueryLanguage;
}

const DURABILITIES: readonly Durability[] = ['fsync', 'interval', 'memory'];
const MIB = 1024 * 1024;
/** With less, the columns of one block would push each other out, row by row. */
const CACHE_BYTES_MIN = 16 * MIB;
/** A string of JavaScript has at most 2^29 units, and a line becomes one when it is shown. */
const LINE_BYTES_LIMIT = 256 * MIB;

type Readers = { readonly [Key in keyof ResolvedOptions]: (given: Readonly<EngineOptions>) => ResolvedOptions[Key] };

const READERS: Readers = {
  directory: ({ directory }) => (directory === undefined ? undefined : nonEmptyText('directory', directory)),
  durability: ({ durability, directory, vfs }) =>
    oneOf(
      'durability',
      DURABILITIES,
      durability ?? (directory === undefined && vfs === undefined ? 'memory' : 'fsync'),
    ),
  indexes: ({ indexes }) => namesOf('indexes', indexes ?? []),
  retention: ({ retention }) => retentionOf(retention ?? {}),
  malformed: ({ malformed }) => oneOf('malformed', ['keep', 'reject'], malformed ?? 'keep'),
  readOnly: ({ readOnly }) => trueOrFalse('readOnly', readOnly ?? false),
  clock: ({ clock }) => functionOf('clock', clock ?? Date.now),
  vfs: ({ vfs }) => (vfs === undefined ? undefined : vfsOf(vfs)),
  lineBytesMax: ({ lineBytesMax }) => wholeNumber('lineBytesMax', 1, LINE_BYTES_LIMIT, lineBytesMax ?? LINE_BYTES_MAX),
  cacheBytes: ({ cacheBytes }) =>
    wholeNumber('cacheBytes', CACHE_BYTES_MIN, Number.MAX_SAFE_INTEGER, cacheBytes ?? 256 * MIB),
  queryTimeoutMs: ({ queryTimeoutMs }) => positiveNumber('queryTimeoutMs', queryTimeoutMs ?? 30_000),
  queryMemoryBytes: ({ queryMemoryBytes }) => positiveNumber('queryMemoryBytes', queryMemoryBytes ?? 512 * MIB),
  language: ({ language }) => languageOf(language ?? new QueryLanguage()),
};

/** The keys of `EngineOptions`. */
export const ENGINE_OPTION_KEYS: readonly string[] = Object.keys(READERS);

/** @throws InvalidArgumentError naming the option, what was expected and what was given */
export function resolveEngineOptions(options: EngineOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrong('the options of an engine', "an object, such as { directory: 'logs' }", options);
  }
  for (const key of Object.keys(options)) {
    if (!ENGINE_OPTION_KEYS.includes(key)) throw unknownKey('option', key, ENGINE_OPTION_KEYS);
  }
  if (options.directory !== undefined && options.vfs !== undefined) {
    throw new InvalidArgumentError('directory and vfs exclude each other: a Vfs has a root of its own');
  }
  const entries = Object.entries(READERS).map(([key, read]) => [key, read(options)]);
  return Object.fromEntries(entries) as ResolvedOptions;
}

function retentionOf(value: unknown): Retention {
  if (typeof value !== 'object' || value === null) {
    throw wrong('retention', 'an object with maxAgeSeconds, maxBytes or both', value);
  }
  for (const key of Object.keys(value)) {
    if (key !== 'maxAgeSeconds' && key !== 'maxBytes')
      throw unknownKey('retention', key, ['maxAgeSeconds', 'maxBytes']);
  }
  const { maxAgeSeconds, maxBytes } = value as Retention;
  return {
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds: positiveNumber('retention.maxAgeSeconds', maxAgeSeconds) }),
    ...(maxBytes !== undefined && { maxBytes: positiveNumber('retention.maxBytes', maxBytes) }),
  };
}

function namesOf(key: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw wrong(key, 'a list of field names', value);
  return [...new Set(value.map((name: unknown, index) => nonEmptyText(`${key}[${index}]`, name)))];
}

function vfsOf(value: unknown): Vfs {
  if (typeof value === 'object' && value !== null && 'openRead' in value) return value as Vfs;
  throw wrong('vfs', 'a Vfs', value);
}

function languageOf(value: unknown): QueryLanguage {
  if (value instanceof QueryLanguage) return value;
  throw wrong('language', 'a QueryLanguage', value);
}

function nonEmptyText(key: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(key, 'a string that is not empty', value);
}

function trueOrFalse(key: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(key, 'true or false', value);
}

function functionOf<F>(key: string, value: F): F {
  if (typeof value === 'function') return value;
  throw wrong(key, 'a function', value);
}

function wholeNumber(key: string, low: number, high: number, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high) return value as number;
  throw wrong(key, `a whole number from ${low} to ${high}`, value);
}

function positiveNumber(key: string, value: unknown): number {
  if (typeof value === 'number' && value > 0) return value;
  throw wrong(key, 'a number above 0', value);
}

function oneOf<Name extends string>(key: string, names: readonly Name[], value: unknown): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw wrong(key, `one of ${names.map((name) => `'${name}'`).join(', ')}`, value);
}

/** The error for a key that an object of options does not have; lists those that it has. */
export function unknownKey(what: string, key: string, known: readonly string[]): InvalidArgumentError {
  const suggestion = nearestName(key, known);
  const hint = suggestion === undefined ? '' : `did you mean '${suggestion}'? `;
  return new InvalidArgumentError(`unknown ${what} '${key}'; ${hint}Known are ${known.join(', ')}`);
}

/** The error for a value of a wrong type or out of range. */
export function wrong(key: string, expected: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`${key} must be ${expected}; got ${describe(value)}`);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 80 ? `${value.slice(0, 80)}…` : value}'`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : typeof value === 'symbol' ? 'a symbol' : String(value);
}
