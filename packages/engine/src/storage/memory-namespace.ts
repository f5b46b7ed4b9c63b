import type { MemoryInode } from './memory-inode.ts';
import type { SeededRandom } from './seeded-random.ts';
import { parentOf } from './vfs-path.ts';

/**
 * What a power cut does to directory entries that were not synced:
 * - `keep`: they had reached the disk anyway
 * - `lose`: none had: new files are gone, renamed ones have their old name, removed ones are back
 * - `any`: a random choice of them had, or, as on a journalling file system, the first few
 */
export type UnsyncedEntries = 'keep' | 'lose' | 'any';

/** One name that changed what it stands for; `undefined` is no file. */
interface NameChange {
  readonly path: string;
  readonly before: MemoryInode | undefined;
  readonly after: MemoryInode | undefined;
}

/** A creation, removal or rename; it reaches the disk as a whole or not at all. */
interface Change {
  readonly names: readonly NameChange[];
  /** The directories that must still be synced. */
  readonly unsynced: Set<string>;
}

/** Which paths stand for which files, now and after a power cut. */
export class MemoryNamespace {
  readonly #current: Map<string, MemoryInode>;
  readonly #durable: Map<string, MemoryInode>;
  #pending: Change[] = [];

  /** A namespace that is all on disk. */
  constructor(files: ReadonlyMap<string, MemoryInode> = new Map()) {
    this.#current = new Map(files);
    this.#durable = new Map(files);
  }

  get(path: string): MemoryInode | undefined {
    return this.#current.get(path);
  }

  paths(): IterableIterator<string> {
    return this.#current.keys();
  }

  inodes(): IterableIterator<MemoryInode> {
    return this.#current.values();
  }

  /** Makes several names stand for other files, as one change. */
  change(...to: readonly { readonly path: string; readonly inode: MemoryInode | undefined }[]): void {
    const names = to.map(({ path, inode }) => ({ path, before: this.#current.get(path), after: inode }));
    for (const name of names) apply(this.#current, name);
    this.#pending.push({ names, unsynced: new Set(names.map(({ path }) => parentOf(path))) });
  }

  /** A rename between two directories is durable when both are synced; what came later for the same names waits for it. */
  sync(directory: string): void {
    const blocked = new Set<string>();
    const stillPending: Change[] = [];
    for (const change of this.#pending) {
      change.unsynced.delete(directory);
      if (change.unsynced.size === 0 && !change.names.some(({ path }) => blocked.has(path))) {
        for (const name of change.names) apply(this.#durable, name);
        continue;
      }
      for (const { path } of change.names) blocked.add(path);
      stillPending.push(change);
    }
    this.#pending = stillPending;
  }

  /** The names on the disk after a power cut at this moment. */
  afterPowerCut(unsynced: UnsyncedEntries, random: SeededRandom): Map<string, MemoryInode> {
    const names = new Map(this.#durable);
    for (const change of this.#survivors(unsynced, random)) for (const name of change.names) apply(names, name);
    return names;
  }

  #survivors(unsynced: UnsyncedEntries, random: SeededRandom): readonly Change[] {
    if (unsynced === 'keep') return this.#pending;
    if (unsynced === 'lose') return [];
    if (random.chance()) return this.#pending.slice(0, random.below(this.#pending.length + 1));
    return this.#pending.filter(() => random.chance());
  }
}

/** A removal takes away only the file that it met: the entry may not have been on disk, or already mean another file. */
function apply(names: Map<string, MemoryInode>, { path, before, after }: NameChange): void {
  if (after !== undefined) names.set(path, after);
  else if (names.get(path) === before) names.delete(path);
}
