import { InvalidArgumentError } from '../errors/engine-error.ts';
import type { Vfs } from './vfs.ts';
import { joinPath } from './vfs-path.ts';

/*
 * A data directory:
 *
 *     LOCK                          who writes here; see directory-lock.ts
 *     tenants/<tenant>/shard-<n>/   what one writer of one tenant owns:
 *         MANIFEST-0  MANIFEST-1    which of these files are live; see manifest-files.ts
 *         segment-<id>.las          rows, in the format of FORMAT.md
 *         log-<id>.wal              rows that are in no segment yet; see write-ahead-log-format.ts
 *         tombstones-<id>.tmb       which rows of a segment are deleted
 *         RESERVE                   room on the disk for deleting when there is none; see disk-space.ts
 *         quarantine/               what was damaged or unknown; see quarantine.ts
 *
 * File ids are given by the manifest of the shard, once each, whatever the kind of the file.
 */
export const LOCK_FILE = 'LOCK';
export const TENANTS_DIRECTORY = 'tenants';
export const QUARANTINE_DIRECTORY = 'quarantine';
/** The two generations of the manifest; generation g stands in the file of index g mod 2. */
export const MANIFEST_FILES: readonly [string, string] = ['MANIFEST-0', 'MANIFEST-1'];
/** A manifest before it is renamed; means nothing after a crash. */
export const MANIFEST_TEMPORARY_FILE = 'MANIFEST.tmp';

/** Means nothing, but that it takes room. */
export const RESERVE_FILE = 'RESERVE';

/** Where a library without tenants keeps its rows. */
export const DEFAULT_TENANT = 'default';
export const DEFAULT_SHARD = 0;

/** Prefix and suffix of the names of each kind of numbered file. */
const FILE_NAMES = {
  segment: { prefix: 'segment-', suffix: '.las' },
  log: { prefix: 'log-', suffix: '.wal' },
  tombstones: { prefix: 'tombstones-', suffix: '.tmb' },
} as const;

export type FileKind = keyof typeof FILE_NAMES;

/** Ids are padded so that names sort as ids do, up to a hundred million files. */
const ID_DIGITS = 8;
const SHARD_PREFIX = 'shard-';

/** The name of a file in its shard: `segment-00000042.las`. */
export function fileName(kind: FileKind, fileId: number): string {
  if (!Number.isSafeInteger(fileId) || fileId < 0) {
    throw new InvalidArgumentError(`${fileId} is not a file id: expected an integer from 0 to 2^53 − 1`);
  }
  const { prefix, suffix } = FILE_NAMES[kind];
  return `${prefix}${String(fileId).padStart(ID_DIGITS, '0')}${suffix}`;
}

/** What `fileName` made, taken apart; `undefined` for every other name. */
export function parseFileName(name: string): { readonly kind: FileKind; readonly fileId: number } | undefined {
  for (const kind of Object.keys(FILE_NAMES) as FileKind[]) {
    const { prefix, suffix } = FILE_NAMES[kind];
    if (!name.startsWith(prefix) || !name.endsWith(suffix)) continue;
    const digits = name.slice(prefix.length, -suffix.length);
    const fileId = /^\d{1,16}$/.test(digits) ? Number(digits) : Number.NaN;
    // Only the one spelling that fileName gives, so that no id has two files.
    if (Number.isSafeInteger(fileId) && fileName(kind, fileId) === name) return { kind, fileId };
  }
  return undefined;
}

/**
 * Returns `id` if it can name a tenant: 1 to 64 of the characters `A-Z a-z 0-9 . _ -`, but neither `.` nor `..`.
 *
 * @throws InvalidArgumentError otherwise
 */
export function checkTenantId(id: string): string {
  if (/^[A-Za-z0-9._-]{1,64}$/.test(id) && id !== '.' && id !== '..') return id;
  throw new InvalidArgumentError(
    `${JSON.stringify(id)} is not a tenant id: expected 1 to 64 of the characters A-Z a-z 0-9 . _ -, but neither "." nor ".."`,
  );
}

/** More than a shard will ever have: rows of all shards of a tenant together have distinct numbers up to 2^53. */
export const SEQUENCES_PER_SHARD: number = 2 ** 44;
export const SHARDS_MAX = 512;

/** The number of the shard that a directory holds; `undefined` where the name says none. */
export function parseShardDirectory(directory: string): number | undefined {
  const digits = /(?:^|\/)shard-(0|[1-9]\d{0,14})$/.exec(directory)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * The 16 hexadecimal digits that ids of streams begin with in VictoriaLogs, of the tenant that a directory of a shard is of: eight
 * of each number of a tenant like `7-3`, zeros for others.
 */
export function tenantDigits(directory: string): string {
  const ids = /(?:^|\/)(\d{1,10})-(\d{1,10})\/[^/]+$/.exec(directory)?.slice(1).map(Number) ?? [];
  const isTenant = ids.length === 2 && ids.every((id) => id < 2 ** 32);
  return (isTenant ? ids : [0, 0]).map((id) => id.toString(16).padStart(8, '0')).join('');
}

/** The directory of a shard: `tenants/default/shard-0`. @throws InvalidArgumentError for an impossible tenant id or shard */
export function shardDirectory(tenant: string = DEFAULT_TENANT, shard: number = DEFAULT_SHARD): string {
  if (!Number.isSafeInteger(shard) || shard < 0) {
    throw new InvalidArgumentError(`${shard} is not a shard number: expected an integer from 0 on`);
  }
  return joinPath(TENANTS_DIRECTORY, checkTenantId(tenant), `${SHARD_PREFIX}${shard}`);
}

/** The tenants of a data directory, by name; entries of other forms are passed over. @throws StorageError */
export function listTenants(vfs: Vfs): string[] {
  if (!vfs.exists(TENANTS_DIRECTORY)) return [];
  return vfs
    .list(TENANTS_DIRECTORY)
    .filter(({ name, isDirectory }) => isDirectory && /^[A-Za-z0-9._-]{1,64}$/.test(name))
    .map(({ name }) => name);
}

/** The shards of a tenant, ascending. @throws StorageError */
export function listShards(vfs: Vfs, tenant: string = DEFAULT_TENANT): number[] {
  const directory = joinPath(TENANTS_DIRECTORY, checkTenantId(tenant));
  if (!vfs.exists(directory)) return [];
  return vfs
    .list(directory)
    .filter(({ name, isDirectory }) => isDirectory && /^shard-(0|[1-9]\d{0,14})$/.test(name))
    .map(({ name }) => Number(name.slice(SHARD_PREFIX.length)))
    .sort((a, b) => a - b);
}
