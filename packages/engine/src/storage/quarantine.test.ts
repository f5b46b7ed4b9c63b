import { describe, expect, it } from 'vitest';
import { StorageError } from '../errors/engine-error.ts';
import { FaultVfs } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { listQuarantine, quarantineFile, quarantinePart } from './quarantine.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);
const WHY = { reason: 'the checksum of block 3 is wrong', atMs: 1234 };

/** A shard `s` with a file on disk. */
function shard(file = 'segment-00000001.las', content = 'damaged'): MemoryVfs {
  const vfs = new MemoryVfs();
  vfs.mkdirp('s');
  return withFile(vfs, file, content);
}

function withFile(vfs: MemoryVfs, file: string, content: string): MemoryVfs {
  const opened = vfs.create(`s/${file}`);
  opened.append(bytes(content));
  opened.sync();
  vfs.syncDirectory('s');
  return vfs;
}

describe('quarantine', () => {
  it('is empty in a new shard', () => {
    expect(listQuarantine(new MemoryVfs(), 's')).toEqual([]);
  });

  it('keeps a file with the reason', () => {
    const vfs = shard();
    const note = quarantineFile(vfs, 's', 'segment-00000001.las', WHY);
    expect(note).toEqual({ file: 'segment-00000001.las', from: 'segment-00000001.las', bytes: 7, ...WHY });
    expect(listQuarantine(vfs, 's')).toEqual([note]);
    expect(vfs.exists('s/segment-00000001.las')).toBe(false);
    expect(text(vfs.readWhole('s/quarantine/segment-00000001.las'))).toBe('damaged');
  });

  it('overwrites nothing', () => {
    const vfs = shard('x', 'first');
    quarantineFile(vfs, 's', 'x', WHY);
    withFile(vfs, 'x', 'second');
    const note = quarantineFile(vfs, 's', 'x', { reason: 'again', atMs: 5 });
    expect(note.file).toBe('x.2');
    expect(listQuarantine(vfs, 's')).toEqual([{ file: 'x', from: 'x', bytes: 5, ...WHY }, note]);
    expect(text(vfs.readWhole('s/quarantine/x'))).toBe('first');
    expect(text(vfs.readWhole('s/quarantine/x.2'))).toBe('second');
  });

  it('keeps a copy of a part, and leaves the file', () => {
    const vfs = shard();
    const note = quarantinePart(vfs, 's', 'segment-00000001.las', { offset: 2, content: bytes('mag'), ...WHY });
    expect(note).toEqual({
      file: 'segment-00000001.las.at-2',
      from: 'segment-00000001.las',
      offset: 2,
      bytes: 3,
      ...WHY,
    });
    expect(listQuarantine(vfs, 's')).toEqual([note]);
    expect(text(vfs.readWhole('s/quarantine/segment-00000001.las.at-2'))).toBe('mag');
    expect(text(vfs.readWhole('s/segment-00000001.las'))).toBe('damaged');
    expect(quarantinePart(vfs, 's', 'segment-00000001.las', { offset: 2, content: bytes('m'), ...WHY }).file).toBe(
      'segment-00000001.las.at-2.2',
    );
  });

  it('lists what has no readable note', () => {
    const vfs = shard();
    vfs.mkdirp('s/quarantine');
    vfs.createWhole('s/quarantine/x', bytes('abc'));
    vfs.createWhole('s/quarantine/y', bytes(''));
    vfs.createWhole('s/quarantine/y.note.json', bytes('{"from":'));
    vfs.createWhole('s/quarantine/z', bytes(''));
    vfs.createWhole('s/quarantine/z.note.json', bytes('{"from":7}'));
    vfs.createWhole('s/quarantine/w.note.json', bytes('{}'));
    const unknown = { reason: 'the note that said why cannot be read', atMs: 0 };
    expect(listQuarantine(vfs, 's')).toEqual([
      { file: 'x', from: 'x', bytes: 3, ...unknown },
      { file: 'y', from: 'y', bytes: 0, ...unknown },
      { file: 'z', from: 'z', bytes: 0, ...unknown },
    ]);
  });

  it('loses no file by a failure of any operation and a power cut after it', () => {
    let failures = 0;
    for (let after = 0; after < 30; after++) {
      for (let seed = 0; seed < 20; seed++) {
        const memory = shard();
        const vfs = new FaultVfs(memory, { fault: { after, code: 'ENOSPC' } });
        let done = false;
        try {
          quarantineFile(vfs, 's', 'segment-00000001.las', WHY);
          done = true;
        } catch (error) {
          expect(error).toBeInstanceOf(StorageError);
          failures += 1;
        }
        const disk = memory.crash({ seed });
        const places = ['s/segment-00000001.las', 's/quarantine/segment-00000001.las'].filter((path) =>
          disk.exists(path),
        );
        expect(places.map((path) => text(disk.readWhole(path)))).toEqual(['damaged']);
        if (done) expect(places).toEqual(['s/quarantine/segment-00000001.las']);
        // The next start can do it, too.
        if (!places.includes('s/segment-00000001.las')) continue;
        quarantineFile(disk, 's', 'segment-00000001.las', WHY);
        expect(listQuarantine(disk, 's')).toMatchObject([{ from: 'segment-00000001.las', bytes: 7, ...WHY }]);
      }
    }
    expect(failures).toBeGreaterThan(100);
  });

  it('moves a file though the note does not fit on the disk', () => {
    const vfs = shard();
    vfs.capacityBytes = 10;
    quarantineFile(vfs, 's', 'segment-00000001.las', WHY);
    expect(vfs.exists('s/quarantine/segment-00000001.las')).toBe(true);
  });
});
