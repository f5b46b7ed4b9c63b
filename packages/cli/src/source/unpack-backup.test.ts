import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Pack, pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../run-command.test-support.ts';
import { unpackBackup } from './unpack-backup.ts';

const root = temporaryDirectory();
let count = 0;
const freshDirectory = (): string => join(root, `backup-${count++}`);

const FILE = 'tenants/default/shard-0/segment-00000001.las';

async function bytesOf(fill: (archive: Pack) => void): Promise<Uint8Array> {
  const archive = pack();
  fill(archive);
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

async function* inPieces(bytes: Uint8Array, length = 1000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

test('unpacks the files of a backup in the place of an earlier one', async () => {
  const directory = freshDirectory();
  const content = Buffer.alloc(5000, 'x');
  const first = await bytesOf((archive) => archive.entry({ name: FILE }, content));
  expect(await unpackBackup(inPieces(first), directory)).toEqual({ files: 1, bytes: 5000 });
  expect(readFileSync(join(directory, FILE))).toEqual(content);
  const other = 'tenants/acme/alerts.state';
  await unpackBackup(inPieces(await bytesOf((archive) => archive.entry({ name: other }, 'y'))), directory);
  expect([existsSync(join(directory, FILE)), existsSync(join(directory, other))]).toEqual([false, true]);
});

test.each([
  '../outside',
  '/tenants/default/shard-0/x.las',
  'tenants/../../outside',
  'tenants/../shard-0/x',
  'tenants/default/../../../outside',
  'tenants/default/shard-0/..',
  'tenants/default/shard-0/a/b',
  'tenants/default/other/x',
  'tenants\\..\\x',
  'LOCK',
])('refuses the path %s', async (name) => {
  const directory = freshDirectory();
  const archive = await bytesOf((each) => {
    each.entry({ name: FILE }, 'x');
    each.entry({ name }, 'y');
  });
  await expect(unpackBackup(inPieces(archive), directory)).rejects.toThrow(/no file of a data directory/);
  expect(existsSync(join(directory, 'tenants'))).toBe(false);
  expect(existsSync(join(root, 'outside'))).toBe(false);
});

test.each(['symlink', 'link', 'directory'] as const)('refuses a %s', async (type) => {
  const archive = await bytesOf((each) => each.entry({ name: FILE, type, linkname: '/etc/passwd' }));
  await expect(unpackBackup(inPieces(archive), freshDirectory())).rejects.toThrow(/no file of a data directory/);
});

test('leaves an earlier backup as it is where an archive is cut short, anywhere', async () => {
  const directory = freshDirectory();
  await unpackBackup(inPieces(await bytesOf((each) => each.entry({ name: FILE }, 'before'))), directory);
  const archive = await bytesOf((each) => {
    each.entry({ name: FILE }, 'after');
    each.entry({ name: 'tenants/acme/alerts.state' }, 'z'.repeat(700));
  });
  for (let length = 0; length < archive.length; length += 100) {
    await expect(unpackBackup(inPieces(archive.subarray(0, length)), directory), `${length}`).rejects.toThrow(
      /cut short/,
    );
    expect(readFileSync(join(directory, FILE), 'utf8')).toBe('before');
  }
  expect(existsSync(join(directory, 'backup.partial'))).toBe(false);
});

test('does not replace what is more than a backup', async () => {
  writeFileSync(join(root, 'LOCK'), '');
  await expect(unpackBackup(inPieces(new Uint8Array(0)), root)).rejects.toThrow(/holds more than a backup/);
});
