import type { BackupFile, BackupSource } from 'log-analytics-engine/internals';
import { type Header, type Pack, pack } from 'tar-stream';

const CHUNK_BYTES = 256 * 1024;

/** The files of a backup as a tar archive, which is made no faster than it is read. Closes the source. */
export async function* backupArchive(source: BackupSource): AsyncGenerator<Uint8Array, void> {
  const archive = pack();
  const written = writeFiles(archive, source.files);
  written.catch((error: Error) => archive.destroy(error));
  try {
    for await (const chunk of archive) yield chunk as Uint8Array;
    await written;
  } finally {
    archive.destroy();
    source.close();
  }
}

async function writeFiles(archive: Pack, files: readonly BackupFile[]): Promise<void> {
  for (const file of files) {
    await writeFile(archive, file);
    if (archive.destroyed) return;
  }
  archive.finalize();
}

async function writeFile(archive: Pack, file: BackupFile): Promise<void> {
  const header: Partial<Header> & { readonly name: string } = {
    name: file.path,
    size: file.size,
    mode: 0o600,
    mtime: new Date(0),
  };
  const ended = Promise.withResolvers<void>();
  const entry = archive.entry(header, (error) => (error ? ended.reject(error) : ended.resolve()));
  ended.promise.catch(() => undefined);
  for (let position = 0; position < file.size; position += CHUNK_BYTES) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, file.size - position));
    file.read(chunk, position);
    if (entry.write(chunk)) continue;
    await drained(entry);
    if (entry.destroyed) return;
  }
  entry.end(null);
  await ended.promise;
}

/** Resolves when there is room again, or never will be. */
function drained(entry: ReturnType<Pack['entry']>): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      entry.off('drain', wake).off('close', wake);
      resolve();
    };
    entry.on('drain', wake).on('close', wake);
  });
}
