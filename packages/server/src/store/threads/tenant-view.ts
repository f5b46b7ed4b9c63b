import type { FieldIndex, NodeVfs } from 'log-analytics-engine';
import {
  type Block,
  type ColumnCache,
  type SnapshotView,
  SoundBlocks,
  type StoreProblem,
  StoreView,
  shardDirectory,
} from 'log-analytics-engine/internals';
import { type BlockShare, viewShareOf } from './block-share.ts';
import type { StoreSettings } from './ingest-messages.ts';
import type { TenantSnapshotMessage } from './query-messages.ts';
import { SnapshotReceiver } from './snapshot-messages.ts';

export interface TenantViewOptions {
  readonly vfs: NodeVfs;
  readonly tenant: string;
  readonly settings: StoreSettings;
  /** Those of extensions included. */
  readonly indexes: readonly (string | FieldIndex)[];
  readonly cache: ColumnCache;
  readonly onProblem: (problem: StoreProblem) => void;
}

/** The rows of a tenant at one moment, over all of its shards. */
export interface TenantSnapshot {
  readonly blocks: SoundBlocks;
  /** Says that they are not read any more. */
  release(): void;
}

interface ShardView {
  readonly view: StoreView;
  readonly receiver: SnapshotReceiver;
}

/** Reads the shards of a tenant that ingest workers write. */
export class TenantView {
  readonly #options: TenantViewOptions;
  readonly #shards = new Map<number, ShardView>();
  /** Blocks that were found to be damaged. */
  readonly #damaged = new Set<string>();

  constructor(options: TenantViewOptions) {
    this.#options = options;
  }

  /** Takes note of what has changed; once for each message, in their order. */
  take({ changed }: TenantSnapshotMessage): void {
    for (const [shard, message] of changed) this.#shard(shard).receiver.take(message);
  }

  /**
   * Opens the snapshot that was taken last.
   * @param share which of the blocks; null for all
   * @throws StorageError
   */
  at({ shards }: Pick<TenantSnapshotMessage, 'shards'>, share: BlockShare | null): TenantSnapshot {
    const views: SnapshotView[] = [];
    const release = (): void => {
      for (const view of views) view.release();
    };
    try {
      for (const shard of shards) {
        const { view, receiver } = this.#shard(shard);
        views.push(view.at(receiver.current, share === null ? undefined : viewShareOf(share, shard)));
      }
    } catch (error) {
      release();
      throw error;
    }
    const source = {
      blocks: (startMs: number, endMs: number): Iterable<Block> =>
        views.flatMap((view) => [...view.blocks(startMs, endMs)]),
    };
    const { onProblem } = this.#options;
    const problems = {
      add: ({ file, message }: { readonly file?: string; readonly message: string }): void =>
        onProblem({ kind: 'damage', message, ...(file !== undefined && { file }) }),
    };
    return { blocks: new SoundBlocks(source, problems, this.#damaged), release };
  }

  close(): void {
    for (const { view } of this.#shards.values()) view.close();
    this.#shards.clear();
  }

  #shard(shard: number): ShardView {
    let known = this.#shards.get(shard);
    if (known === undefined) {
      const { vfs, tenant, settings, indexes, cache, onProblem } = this.#options;
      const directory = shardDirectory(tenant, shard);
      const view = new StoreView({ ...settings, indexes, vfs, directory, onProblem }, cache);
      known = { view, receiver: new SnapshotReceiver() };
      this.#shards.set(shard, known);
    }
    return known;
  }
}
