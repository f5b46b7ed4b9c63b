import { describe, expect, test } from 'vitest';
import { CorruptionError, UnsupportedVersionError } from '../errors/engine-error.ts';
import { readCheckedFile, writeCheckedFile } from './checked-file.ts';
import { MemoryVfs } from './memory-vfs.ts';

const KIND = { name: 'some-state', version: 2 };
const PATH = 'state';

function written(text: string, kind = KIND): MemoryVfs {
  const vfs = new MemoryVfs();
  writeCheckedFile(vfs, PATH, kind, text, true);
  return vfs;
}

describe('a checked file', () => {
  test('gives back what was written last', () => {
    const vfs = written('first');
    expect(readCheckedFile(vfs, PATH, KIND)).toBe('first');
    writeCheckedFile(vfs, PATH, KIND, 'second é\n', true);
    expect(readCheckedFile(vfs, PATH, KIND)).toBe('second é\n');
    expect(Buffer.from(vfs.readWhole(PATH)).toString()).toMatch(/^some-state 2 [0-9a-f]{8}\nsecond é\n$/);
    expect(readCheckedFile(vfs, 'other', KIND)).toBeUndefined();
  });

  test('holds the old text or the new one after a power cut', () => {
    const vfs = written('old');
    writeCheckedFile(vfs, PATH, KIND, 'new', false);
    for (let seed = 0; seed < 50; seed++) {
      const cut = vfs.crash({ seed });
      // Without a sync the new name may come before the bytes; that is found out.
      try {
        expect(['old', 'new']).toContain(readCheckedFile(cut, PATH, KIND));
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptionError);
      }
    }
    writeCheckedFile(vfs, PATH, KIND, 'newest', true);
    for (let seed = 0; seed < 20; seed++) expect(readCheckedFile(vfs.crash({ seed }), PATH, KIND)).toBe('newest');
  });

  test('is damaged when any bit is another', () => {
    const vfs = written('text');
    const content = vfs.readWhole(PATH);
    for (let bit = 0; bit < content.length * 8; bit++) {
      const changed = content.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      vfs.remove(PATH);
      vfs.createWhole(PATH, changed);
      expect(() => readCheckedFile(vfs, PATH, KIND)).toThrow(CorruptionError);
    }
    for (let length = 0; length < content.length; length++) {
      vfs.remove(PATH);
      vfs.createWhole(PATH, content.subarray(0, length));
      expect(() => readCheckedFile(vfs, PATH, KIND)).toThrow(CorruptionError);
    }
  });

  test('of a newer version or another kind is refused', () => {
    expect(() => readCheckedFile(written('x', { name: 'some-state', version: 3 }), PATH, KIND)).toThrow(
      UnsupportedVersionError,
    );
    expect(() => readCheckedFile(written('x', { name: 'other', version: 2 }), PATH, KIND)).toThrow(CorruptionError);
  });
});
