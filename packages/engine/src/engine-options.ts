import type { AlertKindExtension } from './alerting/alert-kind-extension.ts';
import { type EngineExtension, placeIn, readExtension } from './engine-extension.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';
import { LINE_BYTES_MAX } from './errors/limits.ts';
import { extendedAlertKinds, extendedIndexes, extendedLanguage } from './extended-options.ts';
import { indexesOf } from './index-options.ts';
import type { FieldIndex } from './indexes/field-index.ts';
import { QueryLanguage } from './query/query-language.ts';
import { type Durability, FREE_BYTES_MIN, type Retention } from './storage/store-options.ts';
import type { Vfs } from './storage/vfs.ts';
import { unknownKey, wrong } from './wrong-argument.ts';

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
  /**
   * Fields that you ask for by value, such as `['user_id']`: equality then looks only at the rows that have it, for some 4 bytes a
   * row. And indexes of your own making, see `FieldIndex`. An index belongs to the data: blocks that were stored without it,
   * and the newest rows, which are in no block yet, are looked through; answers are the same. `compact` makes it for blocks
   * that it merges.
   */
  indexes?: readonly (string | FieldIndex)[] | undefined;
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
  /**
   * While fewer bytes are free on the disk, entries are refused with a DiskFullError; queries and deletion go on. 256 MiB unless
   * given, 0 for no such floor.
   */
  freeBytesMin?: number | undefined;
  /** How long a query may take, in milliseconds; 30,000 unless given, Infinity for no limit. */
  queryTimeoutMs?: number | undefined;
  /** Memory that one query may need for its result, in bytes; 512 MiB unless given. */
  queryMemoryBytes?: number | undefined;
  /** What the queries of the engine can say; plain LogsQL, and what is registered with the engine, unless given. */
  language?: QueryLanguage | undefined;
  /** Kinds of alert rules of your own, beside `'threshold'`. Rules of a kind that is not given are kept, and look at no entry. */
  alertKinds?: readonly AlertKindExtension[] | undefined;
  /**
   * Filters, pipes, stats functions, indexes and kinds of alert rules of your own, as one object or several; `loadExtension` imports one
   * from a module. One with operators does not go with `language`.
   */
  extensions?: readonly EngineExtension[] | undefined;
}

/** `EngineOptions`, checked and with every default filled in. */
export interface ResolvedOptions {
  readonly directory: string | undefined;
  readonly durability: Durability;
  readonly indexes: readonly (string | FieldIndex)[];
  readonly retention: Retention;
  readonly malformed: 'keep' | 'reject';
  readonly readOnly: boolean;
  readonly clock: () => number;
  readonly vfs: Vfs | undefined;
  readonly lineBytesMax: number;
  readonly cacheBytes: number;
  readonly freeBytesMin: number;
  readonly queryTimeoutMs: number;
  readonly queryMemoryBytes: number;
  readonly language: QueryLanguage;
  readonly alertKinds: readonly AlertKindExtension[];
  /** As they were given: what they add is in `language`, `indexes` and `alertKinds`. */
  readonly extensions: readonly EngineExtension[];
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
  indexes: ({ indexes, extensions }) => extendedIndexes(indexesOf(indexes ?? []), extensionsOf(extensions)),
  retention: ({ retention }) => retentionOf(retention ?? {}),
  malformed: ({ malformed }) => oneOf('malformed', ['keep', 'reject'], malformed ?? 'keep'),
  readOnly: ({ readOnly }) => trueOrFalse('readOnly', readOnly ?? false),
  clock: ({ clock }) => functionOf('clock', clock ?? Date.now),
  vfs: ({ vfs }) => (vfs === undefined ? undefined : vfsOf(vfs)),
  lineBytesMax: ({ lineBytesMax }) => wholeNumber('lineBytesMax', 1, LINE_BYTES_LIMIT, lineBytesMax ?? LINE_BYTES_MAX),
  cacheBytes: ({ cacheBytes }) =>
    wholeNumber('cacheBytes', CACHE_BYTES_MIN, Number.MAX_SAFE_INTEGER, cacheBytes ?? 256 * MIB),
  freeBytesMin: ({ freeBytesMin }) =>
    wholeNumber('freeBytesMin', 0, Number.MAX_SAFE_INTEGER, freeBytesMin ?? FREE_BYTES_MIN),
  queryTimeoutMs: ({ queryTimeoutMs }) => positiveNumber('queryTimeoutMs', queryTimeoutMs ?? 30_000),
  queryMemoryBytes: ({ queryMemoryBytes }) => positiveNumber('queryMemoryBytes', queryMemoryBytes ?? 512 * MIB),
  language: ({ language, extensions }) => extendedLanguage(languageOf(language), extensionsOf(extensions)),
  alertKinds: ({ alertKinds, extensions }) =>
    extendedAlertKinds(alertKindsOf(alertKinds ?? []), extensionsOf(extensions)),
  extensions: ({ extensions }) => extensionsOf(extensions),
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

function vfsOf(value: unknown): Vfs {
  if (typeof value === 'object' && value !== null && 'openRead' in value) return value as Vfs;
  throw wrong('vfs', 'a Vfs', value);
}

function languageOf(value: unknown): QueryLanguage | undefined {
  if (value === undefined || value instanceof QueryLanguage) return value;
  throw wrong('language', 'a QueryLanguage', value);
}

function alertKindsOf(value: readonly AlertKindExtension[]): readonly AlertKindExtension[] {
  if (Array.isArray(value) && value.every((kind) => typeof kind?.start === 'function')) return value;
  throw wrong('alertKinds', 'a list of alert kinds, each with a name and start()', value);
}

function extensionsOf(value: unknown): readonly EngineExtension[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrong('extensions', 'a list of extensions', value);
  return value.map((each: unknown, i) => readExtension(each, placeIn(isNamed(each) ? each : {}, i)));
}

function isNamed(value: unknown): value is { readonly name: string } {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
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
