import { MemoryVfs } from './memory-vfs.ts';
import type { ProcessTable } from './process-table.ts';
import { storageFailure, systemError } from './storage-failure.ts';
import type { Vfs, VfsEntry, VfsFile } from './vfs.ts';

/** The operations of a Vfs and of its files; `close` never fails, for nothing depends on it. */
export const VFS_OPERATIONS = [
  'openRead',
  'create',
  'openAppend',
  'createWhole',
  'readWhole',
  'size',
  'exists',
  'list',
  'mkdirp',
  'rename',
  'remove',
  'syncDirectory',
  'read',
  'append',
  'truncate',
  'sync',
] as const;

export type VfsOperation = (typeof VFS_OPERATIONS)[number];

/** Which operations fail, and how. */
export interface Fault {
  /** Only these count; default: all. */
  readonly operations?: readonly VfsOperation[];
  /** Only operations on paths that contain this text count; default: all. */
  readonly pathIncludes?: string;
  /** Operations that count and succeed before the first that fails; default 0. */
  readonly after?: number;
  /** How many fail from there on; default `Infinity`, 1 for a fault that passes. */
  readonly times?: number;
  /** The code of the failure; default `EIO`. */
  readonly code?: 'EIO' | 'ENOSPC' | 'EACCES' | 'EMFILE';
  /** For `append`: how many of the bytes are written before it fails; default 0, `half` of them rounded down. */
  readonly written?: number | 'half';
}

/** Called with every operation before it is tried; the path of a rename is `FROM to TO`. */
export type OperationListener = (operation: VfsOperation, path: string) => void;

/**
 * A Vfs over another one whose operations fail on demand, and are counted. A sync that fails over a MemoryVfs loses what
 * was to be synced for good, as on Linux: it can be read until a power cut, whatever is synced after.
 */
export class FaultVfs implements Vfs {
  readonly inner: Vfs;
  /** What `availableBytes` says, whatever there is; `undefined` for what the other Vfs says. */
  freeBytes: number | undefined;
  readonly #counts: Record<VfsOperation, number> = zeroCounts();
  readonly #listener: OperationListener | undefined;
  #fault: Fault | undefined;
  #matched = 0;
  #failures = 0;

  constructor(inner: Vfs, options: { fault?: Fault; onOperation?: OperationListener } = {}) {
    this.inner = inner;
    this.#fault = options.fault;
    this.#listener = options.onOperation;
  }

  /** Replaces the fault, `undefined` for none, and counts anew towards it. Open files follow. */
  set fault(fault: Fault | undefined) {
    this.#fault = fault;
    this.#matched = 0;
  }

  /** Operations tried so far, those that failed included. */
  get operations(): number {
    return VFS_OPERATIONS.reduce((sum, operation) => sum + this.#counts[operation], 0);
  }

  /** The same for each kind of operation. */
  get counts(): Readonly<Record<VfsOperation, number>> {
    return { ...this.#counts };
  }

  /** Failures that were injected so far. */
  get failures(): number {
    return this.#failures;
  }

  get processes(): ProcessTable {
    return this.inner.processes;
  }

  openRead(path: string): VfsFile {
    this.enter('openRead', path);
    return new FaultVfsFile(this, this.inner.openRead(path));
  }

  create(path: string): VfsFile {
    this.enter('create', path);
    return new FaultVfsFile(this, this.inner.create(path));
  }

  openAppend(path: string): VfsFile {
    this.enter('openAppend', path);
    return new FaultVfsFile(this, this.inner.openAppend(path));
  }

  createWhole(path: string, content: Uint8Array): void {
    this.enter('createWhole', path);
    this.inner.createWhole(path, content);
  }

  readWhole(path: string): Uint8Array {
    this.enter('readWhole', path);
    return this.inner.readWhole(path);
  }

  size(path: string): number {
    this.enter('size', path);
    return this.inner.size(path);
  }

  exists(path: string): boolean {
    this.enter('exists', path);
    return this.inner.exists(path);
  }

  list(directory: string): readonly VfsEntry[] {
    this.enter('list', directory);
    return this.inner.list(directory);
  }

  mkdirp(directory: string): void {
    this.enter('mkdirp', directory);
    this.inner.mkdirp(directory);
  }

  rename(from: string, to: string): void {
    this.enter('rename', `${from} to ${to}`);
    this.inner.rename(from, to);
  }

  remove(path: string): void {
    this.enter('remove', path);
    this.inner.remove(path);
  }

  syncDirectory(directory: string): void {
    this.enter('syncDirectory', directory);
    this.inner.syncDirectory(directory);
  }

  availableBytes(): number {
    return this.freeBytes ?? this.inner.availableBytes();
  }

  /** Counts an operation, and throws if it is one that fails; `beforeFailure` does what a failing one still does. */
  enter(operation: VfsOperation, path: string, beforeFailure?: (fault: Fault) => void): void {
    this.#counts[operation] += 1;
    this.#listener?.(operation, path);
    const fault = this.#fault;
    if (fault === undefined || !matches(fault, operation, path)) return;
    const number = this.#matched++ - (fault.after ?? 0);
    if (number < 0 || number >= (fault.times ?? Number.POSITIVE_INFINITY)) return;
    this.#failures += 1;
    beforeFailure?.(fault);
    throw storageFailure(`(injected fault) ${operation}`, path, systemError(fault.code ?? 'EIO'));
  }
}

class FaultVfsFile implements VfsFile {
  readonly #vfs: FaultVfs;
  readonly #inner: VfsFile;

  constructor(vfs: FaultVfs, inner: VfsFile) {
    this.#vfs = vfs;
    this.#inner = inner;
  }

  get path(): string {
    return this.#inner.path;
  }

  read(target: Uint8Array, position: number): number {
    this.#vfs.enter('read', this.path);
    return this.#inner.read(target, position);
  }

  append(...bytes: readonly Uint8Array[]): void {
    this.#vfs.enter('append', this.path, ({ written = 0 }) => {
      const total = bytes.reduce((sum, part) => sum + part.length, 0);
      this.#inner.append(...prefix(bytes, written === 'half' ? total >> 1 : Math.min(written, total)));
    });
    this.#inner.append(...bytes);
  }

  size(): number {
    this.#vfs.enter('size', this.path);
    return this.#inner.size();
  }

  truncate(size: number): void {
    this.#vfs.enter('truncate', this.path);
    this.#inner.truncate(size);
  }

  sync(): void {
    this.#vfs.enter('sync', this.path, () => {
      const { inner } = this.#vfs;
      if (inner instanceof MemoryVfs && inner.exists(this.path)) inner.loseUnsynced(this.path);
    });
    this.#inner.sync();
  }

  close(): void {
    this.#inner.close();
  }
}

function matches({ operations, pathIncludes }: Fault, operation: VfsOperation, path: string): boolean {
  return (operations?.includes(operation) ?? true) && (pathIncludes === undefined || path.includes(pathIncludes));
}

function prefix(parts: readonly Uint8Array[], length: number): Uint8Array[] {
  let left = length;
  return parts.map((part) => {
    const kept = part.subarray(0, left);
    left -= kept.length;
    return kept;
  });
}

function zeroCounts(): Record<VfsOperation, number> {
  return Object.fromEntries(VFS_OPERATIONS.map((operation) => [operation, 0])) as Record<VfsOperation, number>;
}
