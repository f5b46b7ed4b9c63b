import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryVfs } from './memory-vfs.ts';
import { failureCode } from './storage-failure.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

/** A durable file `log` with `synced` on disk and `unsynced` behind it. */
function machine(synced: string, unsynced: string): MemoryVfs {
  const vfs = new MemoryVfs();
  const file = vfs.create('log');
  vfs.syncDirectory('');
  file.append(bytes(synced));
  file.sync();
  file.append(bytes(unsynced));
  return vfs;
}

function read(vfs: MemoryVfs, path: string): string | undefined {
  return vfs.exists(path) ? text(vfs.readWhole(path)) : undefined;
}

function outcomes(vfs: MemoryVfs, look: (after: MemoryVfs) => unknown, options = {}): Set<unknown> {
  return new Set(SEEDS.map((seed) => look(vfs.crash({ seed, ...options }))));
}

describe('a power cut in a MemoryVfs', () => {
  it('keeps synced bytes and drops, tears or keeps the others', () => {
    const vfs = machine('abc', 'def');
    const log = (after: MemoryVfs): unknown => read(after, 'log');
    expect(outcomes(vfs, log, { unsyncedBytes: 'drop' })).toEqual(new Set(['abc']));
    expect(outcomes(vfs, log, { unsyncedBytes: 'keep' })).toEqual(new Set(['abcdef']));
    expect(outcomes(vfs, log, { unsyncedBytes: 'tear' })).toEqual(new Set(['abc', 'abcd', 'abcde', 'abcdef']));
    expect(outcomes(vfs, log, { unsyncedBytes: 'pages' })).toContain('abc\0\0\0');
    expect(read(vfs, 'log')).toBe('abcdef');
  });

  it('keeps some pages and zeros others before them', () => {
    const vfs = machine('s', 'x'.repeat(10_000));
    const shapes = outcomes(vfs, (after) => read(after, 'log')?.replace(/(.)\1*/gs, '$1'), { unsyncedBytes: 'pages' });
    expect(shapes).toContain('s\0x');
    expect(shapes).toContain('sx\0');
    expect([...shapes].every((shape) => String(shape).startsWith('s'))).toBe(true);
  });

  it('is repeated by its seed', () => {
    const vfs = machine('abc', 'x'.repeat(10_000));
    for (const seed of SEEDS) expect(read(vfs.crash({ seed }), 'log')).toBe(read(vfs.crash({ seed }), 'log'));
  });

  it('may undo a truncation that was not synced, and mixes no old bytes into new ones', () => {
    const vfs = machine('abcdef', 'gh');
    const file = vfs.openAppend('log');
    file.truncate(4);
    file.truncate(2);
    file.append(bytes('XYZ'));
    const found = outcomes(vfs, (after) => read(after, 'log'));
    expect(found).toContain('abcdef');
    expect(found).toContain('abXYZ');
    expect(found).toContain('ab');
    for (const each of found) expect(each).toMatch(/^(abcdef|ab[XYZ\0]*)$/);
    file.sync();
    expect(outcomes(vfs, (after) => read(after, 'log'))).toEqual(new Set(['abXYZ']));
  });

  it('takes bytes that a failed sync lost, even after a sync that succeeds', () => {
    const vfs = machine('abc', 'def');
    vfs.loseUnsynced('log');
    const file = vfs.openAppend('log');
    file.append(bytes('ghi'));
    file.sync();
    expect(read(vfs, 'log')).toBe('abcdefghi');
    expect(outcomes(vfs, (after) => read(after, 'log'))).toEqual(new Set(['abc\0\0\0ghi']));
  });

  it('may lose a file whose directory was not synced, though its bytes were', () => {
    const vfs = new MemoryVfs();
    const file = vfs.create('new');
    file.append(bytes('abc'));
    file.sync();
    expect(outcomes(vfs, (after) => read(after, 'new'))).toEqual(new Set([undefined, 'abc']));
    vfs.syncDirectory('');
    expect(outcomes(vfs, (after) => read(after, 'new'))).toEqual(new Set(['abc']));
  });

  it('shows the old or the new file after an unsynced replacement, never none', () => {
    const vfs = machine('old', '');
    const file = vfs.create('temporary');
    file.append(bytes('new'));
    file.sync();
    vfs.syncDirectory('');
    vfs.rename('temporary', 'log');
    const both = (after: MemoryVfs): unknown => `${read(after, 'log')} ${read(after, 'temporary')}`;
    expect(outcomes(vfs, both)).toEqual(new Set(['old new', 'new undefined']));
    expect(outcomes(vfs, both, { unsyncedEntries: 'lose' })).toEqual(new Set(['old new']));
    expect(outcomes(vfs, both, { unsyncedEntries: 'keep' })).toEqual(new Set(['new undefined']));
    vfs.syncDirectory('');
    expect(outcomes(vfs, both)).toEqual(new Set(['new undefined']));
  });

  it('brings a removed file back until the directory is synced', () => {
    const vfs = machine('abc', '');
    vfs.remove('log');
    expect(outcomes(vfs, (after) => read(after, 'log'))).toEqual(new Set(['abc', undefined]));
    vfs.syncDirectory('');
    expect(outcomes(vfs, (after) => read(after, 'log'))).toEqual(new Set([undefined]));
  });

  it('makes a move between directories durable when both are synced, and not before', () => {
    const vfs = machine('abc', '');
    vfs.mkdirp('d');
    vfs.rename('log', 'd/log');
    const both = (after: MemoryVfs): unknown => `${read(after, 'log')} ${read(after, 'd/log')}`;
    vfs.syncDirectory('d');
    expect(outcomes(vfs, both)).toEqual(new Set(['abc undefined', 'undefined abc']));
    vfs.create('log').append(bytes('second'));
    vfs.syncDirectory('');
    expect(outcomes(vfs, both, { unsyncedBytes: 'keep' })).toEqual(new Set(['second abc']));
  });

  it('knows the fate of each name, whatever was done to it before the last sync', () => {
    const names = ['a', 'b', 'c'];
    const operation = fc.oneof(
      fc.record({ kind: fc.constant('create'), path: fc.constantFrom(...names) }),
      fc.record({ kind: fc.constant('remove'), path: fc.constantFrom(...names) }),
      fc.record({ kind: fc.constant('rename'), path: fc.constantFrom(...names), to: fc.constantFrom(...names) }),
    );
    fc.assert(
      fc.property(fc.array(operation), fc.array(operation), fc.nat(), (before, after, seed) => {
        const vfs = new MemoryVfs();
        const run = (
          operations: readonly { kind: string; path: string; to?: string }[],
          tag: string,
        ): Set<string>[] => {
          const states = [names.map((name) => `${name}=${read(vfs, name)}`)];
          for (const [index, { kind, path, to }] of operations.entries()) {
            try {
              if (kind === 'create') {
                const file = vfs.create(path);
                file.append(bytes(`${tag}${index}`));
                file.sync();
              } else if (kind === 'remove') vfs.remove(path);
              else vfs.rename(path, to!);
            } catch (error) {
              expect(failureCode(error)).toMatch(/ENOENT|EEXIST/);
            }
            states.push(names.map((name) => `${name}=${read(vfs, name)}`));
          }
          return names.map((_, index) => new Set(states.map((state) => state[index]!)));
        };
        run(before, 'before');
        vfs.syncDirectory('');
        const possible = run(after, 'after');
        const crashed = vfs.crash({ seed });
        names.forEach((name, index) => {
          // With a random choice of changes a rename may move an older file than it did; so only names that
          // nothing touched are sure, and every content is one that was written.
          if (possible.every((states) => states.size === 1))
            expect(possible[index]).toContain(`${name}=${read(crashed, name)}`);
        });
        const ordered = vfs.crash({ seed, unsyncedEntries: 'lose' });
        names.forEach((name, index) => {
          expect([...possible[index]!][0]).toBe(`${name}=${read(ordered, name)}`);
        });
        const kept = vfs.crash({ seed, unsyncedEntries: 'keep' });
        for (const name of names) expect(read(kept, name)).toBe(read(vfs, name));
      }),
    );
  });
});

describe('a MemoryVfs of bounded capacity', () => {
  it('writes what fits, fails with ENOSPC, and goes on when there is room', () => {
    const vfs = new MemoryVfs({ capacityBytes: 10 });
    const file = vfs.create('log');
    file.append(bytes('12345678'));
    expect(() => file.append(bytes('abcd'))).toThrow('the disk is full (ENOSPC)');
    expect(read(vfs, 'log')).toBe('12345678ab');
    expect(vfs.availableBytes()).toBe(0);
    expect(() => vfs.createWhole('other', bytes('x'))).toThrow('ENOSPC');
    file.truncate(8);
    vfs.capacityBytes = 20;
    file.append(bytes('abcd'));
    expect(read(vfs, 'log')).toBe('12345678abcd');
  });
});

describe('copies of a MemoryVfs', () => {
  it('are independent', () => {
    const vfs = machine('abc', 'def');
    const copy = vfs.copy();
    copy.openAppend('log').append(bytes('X'));
    vfs.overwrite('log', bytes('damaged'));
    expect(read(copy, 'log')).toBe('abcdefX');
    expect(read(vfs, 'log')).toBe('damaged');
    expect(copy.processes.bootId).not.toBe(vfs.processes.bootId);
  });
});
