import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Extract, extract } from 'tar-stream';
import { CommandFailedError } from '../usage-error.ts';

/** The files of a data directory: no other names come out of an archive, whoever has made it. */
const PATH = /^tenants\/(?!\.{1,2}\/)[A-Za-z0-9._-]{1,64}\/(?:shard-\d{1,6}\/)?(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
/** Where an archive is unpacked before it takes its place. */
const UNFINISHED = 'backup.partial';

export interface UnpackedBackup {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Unpacks the archive of a backup into a directory, synced. An earlier backup there is replaced when the whole archive is there, and
 * stays as it is where that fails.
 * @throws CommandFailedError for an archive that is none, is cut short, or has a path that is none of a data directory
 */
export async function unpackBackup(archive: AsyncIterable<Uint8Array>, directory: string): Promise<UnpackedBackup> {
  await mkdir(directory, { recursive: true });
  await requireBackupPlace(directory);
  const unfinished = join(directory, UNFINISHED);
  await rm(unfinished, { recursive: true, force: true });
  try {
    const report = await unpack(archive, unfinished);
    const tenants = join(directory, 'tenants');
    await rm(tenants, { recursive: true, force: true });
    if (report.files > 0) await rename(join(unfinished, 'tenants'), tenants);
    return report;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** A directory that somebody works in is not replaced. */
async function requireBackupPlace(directory: string): Promise<void> {
  const entries: Dirent[] = await readdir(directory, { withFileTypes: true });
  const other = entries.find(({ name }) => name !== 'tenants' && name !== UNFINISHED);
  if (other === undefined) return;
  throw new CommandFailedError(`'${directory}' holds more than a backup (${other.name}): name another directory`);
}

async function unpack(archive: AsyncIterable<Uint8Array>, directory: string): Promise<UnpackedBackup> {
  const entries = extract();
  const fed = feed(archive, entries);
  fed.catch((error: Error) => entries.destroy(error));
  let files = 0;
  let bytes = 0;
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header;
      if (type !== 'file' || !PATH.test(name)) {
        throw new CommandFailedError(`the archive has '${name}', which is no file of a data directory`);
      }
      bytes += await writeFile(join(directory, name), entry);
      files++;
    }
    await fed;
  } catch (error) {
    entries.destroy();
    if (error instanceof CommandFailedError) throw error;
    throw new CommandFailedError(`the backup was cut short: ${(error as Error).message}`, { cause: error });
  }
  return { files, bytes };
}

/** @throws CommandFailedError where the archive does not end as one does */
async function feed(archive: AsyncIterable<Uint8Array>, entries: Extract): Promise<void> {
  let end: Uint8Array = new Uint8Array(0);
  for await (const chunk of archive) {
    end = Buffer.concat([end, chunk]).subarray(-END_BYTES);
    if (entries.write(chunk)) continue;
    await drained(entries);
    if (entries.destroyed) return;
  }
  if (end.length < END_BYTES || end.some((byte) => byte !== 0)) {
    throw new CommandFailedError('the backup was cut short: the archive has no end');
  }
  entries.end(null);
}

/** Resolves when there is room again, or never will be. */
function drained(entries: Extract): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      entries.off('drain', wake).off('close', wake);
      resolve();
    };
    entries.on('drain', wake).on('close', wake);
  });
}

/** Two blocks of zeros end an archive. */
const END_BYTES = 1024;

async function writeFile(path: string, content: AsyncIterable<unknown>): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx', 0o600);
  let bytes = 0;
  try {
    for await (const chunk of content) {
      const { length } = chunk as Uint8Array;
      await file.writeFile(chunk as Uint8Array);
      bytes += length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
}
