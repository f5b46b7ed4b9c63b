import { availableParallelism } from 'node:os';
import { type Durability, InvalidArgumentError, LINE_BYTES_MAX, type Retention } from 'log-analytics-engine';
import { extensionUrl, resolveEngineOptions, unknownKey, wrong } from 'log-analytics-engine/internals';

/** How `openConcurrent` opens a directory. What has the name of an option of `LogAnalyticsEngine` is as there. */
export interface ConcurrentOptions {
  /** Threads that parse and store; each owns a shard of every tenant. 2 unless given, at most 64. */
  readonly ingestWorkers?: number | undefined;
  /** Threads that answer queries; one for each core, and at least 2, unless given. */
  readonly queryWorkers?: number | undefined;
  /** `'fsync'` unless given. */
  readonly durability?: Durability | undefined;
  /** Fields that every block indexes. Indexes of your own come with `extensions`. */
  readonly indexes?: readonly string[] | undefined;
  /**
   * Modules that each thread imports, by path, from the working directory on, or URL; each exports an `EngineExtension` under the name
   * `extension`: functions do not go from thread to thread.
   */
  readonly extensions?: readonly (string | URL)[] | undefined;
  readonly retention?: Retention | undefined;
  readonly malformed?: 'keep' | 'reject' | undefined;
  readonly lineBytesMax?: number | undefined;
  readonly freeBytesMin?: number | undefined;
  /** Memory for decoded columns, in bytes, of all query workers together; 256 MiB unless given. */
  readonly cacheBytes?: number | undefined;
  readonly queryTimeoutMs?: number | undefined;
  readonly queryMemoryBytes?: number | undefined;
  /** From how many rows on all query workers answer a query together, each from the blocks that it has its home in; 100,000 unless given. */
  readonly splitRowsMin?: number | undefined;
  /**
   * A tenant that was not used for so long, in milliseconds, is closed until it is used again: its files, and what threads hold of
   * it in memory. Never unless given.
   */
  readonly tenantIdleMs?: number | undefined;
}

/** `ConcurrentOptions`, checked and with every default filled in. */
export interface ResolvedConcurrentOptions {
  readonly directory: string;
  readonly ingestWorkers: number;
  readonly queryWorkers: number;
  readonly durability: Durability;
  readonly indexes: readonly string[];
  /** URLs. */
  readonly extensions: readonly string[];
  readonly retention: Retention;
  readonly malformed: 'keep' | 'reject';
  readonly lineBytesMax: number;
  readonly freeBytesMin: number;
  readonly cacheBytes: number;
  readonly queryTimeoutMs: number;
  readonly queryMemoryBytes: number;
  readonly splitRowsMin: number;
  /** Infinity for never. */
  readonly tenantIdleMs: number;
}

const INGEST_WORKERS = 2;
const WORKERS_MAX = 64;
/** With one, every other query would wait for a long one. */
const QUERY_WORKERS_MIN = 2;
/** Below so many rows a query is done before the others have heard of it. */
const SPLIT_ROWS_MIN = 100_000;
const ENGINE_KEYS = [
  'durability',
  'indexes',
  'retention',
  'malformed',
  'lineBytesMax',
  'freeBytesMin',
  'cacheBytes',
  'queryTimeoutMs',
  'queryMemoryBytes',
] as const;
const KEYS: readonly string[] = [
  'ingestWorkers',
  'queryWorkers',
  'splitRowsMin',
  'tenantIdleMs',
  'extensions',
  ...ENGINE_KEYS,
];

/** @throws InvalidArgumentError naming the option, what was expected and what was given */
export function resolveConcurrentOptions(directory: string, options: ConcurrentOptions): ResolvedConcurrentOptions {
  if (typeof directory !== 'string' || directory === '') throw wrong('the directory', 'a path', directory);
  if (typeof options !== 'object' || options === null) throw wrong('the options', 'an object', options);
  for (const key of Object.keys(options)) if (!KEYS.includes(key)) throw unknownKey('option', key, KEYS);
  const { indexes = [] } = options;
  if (!indexes.every((each) => typeof each === 'string')) {
    throw new InvalidArgumentError(
      'indexes must be names of fields: an index of your own cannot go to other threads, but comes with a module of extensions',
    );
  }
  const given = Object.fromEntries(
    ENGINE_KEYS.map((key) => [key, options[key]]).filter(([, value]) => value !== undefined),
  );
  const engine = resolveEngineOptions({ lineBytesMax: LINE_BYTES_MAX, ...given, directory });
  return {
    directory,
    ingestWorkers: workers('ingestWorkers', options.ingestWorkers ?? INGEST_WORKERS),
    queryWorkers: workers('queryWorkers', options.queryWorkers ?? Math.max(QUERY_WORKERS_MIN, availableParallelism())),
    durability: engine.durability,
    indexes,
    extensions: modulesOf(options.extensions ?? []),
    retention: engine.retention,
    malformed: engine.malformed,
    lineBytesMax: engine.lineBytesMax,
    freeBytesMin: engine.freeBytesMin,
    cacheBytes: engine.cacheBytes,
    queryTimeoutMs: engine.queryTimeoutMs,
    queryMemoryBytes: engine.queryMemoryBytes,
    splitRowsMin: countOrInfinity('splitRowsMin', options.splitRowsMin ?? SPLIT_ROWS_MIN),
    tenantIdleMs: countOrInfinity('tenantIdleMs', options.tenantIdleMs ?? Number.POSITIVE_INFINITY),
  };
}

function modulesOf(modules: readonly (string | URL)[]): readonly string[] {
  if (!Array.isArray(modules)) throw wrong('extensions', 'a list of paths or URLs of modules', modules);
  return modules.map((module: string | URL, i) => extensionUrl(module, `extensions[${i}]`));
}

function workers(key: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= WORKERS_MAX) return value;
  throw wrong(key, `a whole number from 1 to ${WORKERS_MAX}`, value);
}

function countOrInfinity(key: string, value: number): number {
  if (value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value >= 0)) return value;
  throw wrong(key, 'a whole number from 0, or Infinity', value);
}
