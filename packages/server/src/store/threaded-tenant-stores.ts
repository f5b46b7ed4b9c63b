import { ClosedError, loadExtension, NodeVfs } from 'log-analytics-engine';
import {
  acquireLock,
  BackupSource,
  checkTenantId,
  type DirectoryLock,
  listTenants,
} from 'log-analytics-engine/internals';
import { NotFoundError } from '../errors/server-error.ts';
import { ConcurrentLogStore } from './concurrent-log-store.ts';
import {
  type ConcurrentOptions,
  type ResolvedConcurrentOptions,
  resolveConcurrentOptions,
} from './concurrent-options.ts';
import type { LogStore } from './log-store.ts';
import { type StoreExtensions, storeExtensionsOf } from './store-extensions.ts';
import type { TenantStores } from './tenant-stores.ts';
import { ThreadPool, type WorkerFaults } from './thread-pool.ts';

/** Idle tenants are looked for so often at least, in milliseconds. */
const IDLE_PERIOD_MS = 30_000;
/** While a tenant rests no file of it goes, however old: with retention, that is so for this long at most. */
const REST_MS_MAX = 3_600_000;

/**
 * The stores of all tenants of a directory, over one pool of threads: ingest workers each own a shard of every tenant, query workers
 * read them all. A tenant costs files and memory, no thread.
 *
 * A thread that ends by itself is replaced, and its log replayed. What it was storing is rejected with a StorageError, which may be
 * stored even so; what was acknowledged is there. A query that it was answering is asked again.
 */
export class ThreadedTenantStores implements TenantStores {
  readonly extensions: StoreExtensions;
  readonly #vfs: NodeVfs;
  readonly #lock: DirectoryLock;
  readonly #options: ResolvedConcurrentOptions;
  readonly #pool: ThreadPool;
  readonly #stores = new Map<string, Promise<ConcurrentLogStore>>();
  /** Those that are open or being opened. */
  readonly #made = new Map<string, ConcurrentLogStore>();
  readonly #idleTimer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  private constructor(
    vfs: NodeVfs,
    lock: DirectoryLock,
    options: ResolvedConcurrentOptions,
    extensions: StoreExtensions,
  ) {
    this.extensions = extensions;
    this.#options = options;
    this.#vfs = vfs;
    this.#lock = lock;
    this.#pool = new ThreadPool(options, {
      onState: (state) => this.#made.get(state.tenant)?.takeState(state),
      onMatches: (matches) => this.#made.get(matches.tenant)?.takeMatches(matches),
      onProblem: (tenant, problem) => this.#made.get(tenant)?.takeProblem(problem),
      onIngestRestart: (worker) => {
        for (const store of this.#made.values()) void store.reopen(worker);
      },
    });
    const { tenantIdleMs } = options;
    if (tenantIdleMs === Number.POSITIVE_INFINITY) return;
    const periodMs = Math.min(IDLE_PERIOD_MS, Math.max(1, tenantIdleMs / 4));
    this.#idleTimer = setInterval(() => this.#lookForIdle(tenantIdleMs), periodMs).unref();
  }

  /**
   * Opens a data directory, which is made if there is none.
   * @throws InvalidArgumentError for an unknown option, an impossible value, or an extension that cannot be used; nothing is opened then
   * @throws LockedError where another process writes to the directory; StorageError
   */
  static async open(directory: string, options: ConcurrentOptions = {}): Promise<ThreadedTenantStores> {
    const resolved = resolveConcurrentOptions(directory, options);
    // By the names that they were given, for messages.
    const modules = await Promise.all((options.extensions ?? []).map((module) => loadExtension(module)));
    const extensions = storeExtensionsOf(modules, resolved.indexes);
    const vfs = new NodeVfs(directory);
    vfs.mkdirp('');
    return new ThreadedTenantStores(vfs, acquireLock({ vfs }), resolved, extensions);
  }

  async open(tenant: string): Promise<ConcurrentLogStore> {
    if (this.#closing !== undefined) throw new ClosedError('opening a tenant');
    checkTenantId(tenant);
    let store = this.#stores.get(tenant);
    if (store === undefined || this.#made.get(tenant)?.isClosed === true) {
      store = ConcurrentLogStore.open(
        {
          tenant,
          vfs: this.#vfs,
          pool: this.#pool,
          isSynced: this.#options.durability !== 'memory',
          extensions: this.extensions,
        },
        (made) => this.#made.set(tenant, made),
      );
      this.#stores.set(tenant, store);
      store.catch(() => {
        this.#stores.delete(tenant);
        this.#made.delete(tenant);
      });
    }
    const opened = await store;
    // Not before: those that store are needed first.
    this.#pool.query.start();
    return opened;
  }

  async inBackground<T>(tenant: string, work: (store: LogStore) => Promise<T>): Promise<T> {
    const store = await this.open(tenant);
    return await store.inBackground(() => work(store));
  }

  isResting(tenant: string): boolean {
    return this.#made.get(tenant)?.isResting === true;
  }

  has(tenant: string): boolean {
    return this.#stores.has(tenant) || listTenants(this.#vfs).includes(tenant);
  }

  list(): readonly string[] {
    return [...new Set([...this.#stores.keys(), ...listTenants(this.#vfs)])].sort();
  }

  async backUp(tenant?: string): Promise<BackupSource> {
    if (this.#closing !== undefined) throw new ClosedError('a backup');
    if (tenant !== undefined && !this.has(tenant)) throw new NotFoundError(`there is no tenant '${tenant}'`);
    // In durability `fsync` the logs hold what segments do not.
    if (this.#options.durability !== 'fsync') {
      const stores = tenant === undefined ? [...this.#stores.values()] : [this.open(tenant)];
      for (const store of stores) await (await store).flush();
    }
    return BackupSource.open(this.#vfs, tenant === undefined ? undefined : [tenant]);
  }

  /** Threads that have ended by themselves, by what they did. */
  faults(): WorkerFaults {
    return this.#pool.faults;
  }

  /** Bytes of lines that were given and are not acknowledged yet, and queries that run. */
  load(): { readonly pendingBytes: number; readonly runningQueries: number } {
    return { pendingBytes: this.#pool.ingest.pendingBytes, runningQueries: this.#pool.query.runningCount };
  }

  /** Lets a worker end as a defect would: by what it throws, or from outside. For tests. */
  async failWorker(kind: 'ingest' | 'query', index: number, how: 'throw' | 'terminate' = 'throw'): Promise<void> {
    await this.#pool[kind].fail(index, how);
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  /** Lets tenants rest that nobody uses; where there is retention, one that rests is woken for it now and then. */
  #lookForIdle(tenantIdleMs: number): void {
    const { maxAgeSeconds, maxBytes } = this.#options.retention;
    const hasRetention = maxAgeSeconds !== undefined || maxBytes !== undefined;
    for (const store of this.#made.values()) {
      if (!store.isResting) void store.restAfter(tenantIdleMs);
      // What fails is reported by whoever uses the tenant.
      else if (hasRetention && store.quietMs > REST_MS_MAX) store.wake().catch(() => undefined);
    }
  }

  async #close(): Promise<void> {
    clearInterval(this.#idleTimer);
    try {
      const stores = await Promise.allSettled(this.#stores.values());
      const opened = stores.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      const closed = await Promise.allSettled(opened.map((store) => store.closeShards()));
      for (const each of closed) if (each.status === 'rejected') throw each.reason;
    } finally {
      await this.#pool.close();
      this.#lock.release();
    }
  }
}
