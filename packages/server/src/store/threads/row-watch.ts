import type { Block, MatchedRow, RowMatcher, RowObserver, TenantStore } from 'log-analytics-engine/internals';
import type { ShardMatches, ShardPositions } from './ingest-messages.ts';

/** Finds the rows of a tenant that alert rules look at, as they are stored. */
export class RowWatch implements RowObserver {
  #matcher: RowMatcher | undefined;
  #found: MatchedRow[] = [];
  /** Up to which rows were looked at, by shard; none while no rule looks at any. */
  readonly #positions = new Map<number, number>();

  get observes(): boolean {
    return this.#matcher !== undefined;
  }

  rowsAdded(blocks: readonly Block[]): void {
    for (const row of this.#matcher?.matchesIn(blocks, Number.NEGATIVE_INFINITY) ?? []) this.#found.push(row);
  }

  /** What was found since the last call among the rows that were added. */
  take(tenant: string, store: TenantStore): ShardMatches[] {
    if (this.#matcher === undefined) return [];
    const shard = store.shards[0]!;
    const upTo = store.nextSequenceOf(shard) - 1;
    if (this.#positions.get(shard) === upTo) return [];
    this.#positions.set(shard, upTo);
    const rows = this.#found;
    this.#found = [];
    return [{ tenant, shard, rows, upTo }];
  }

  /**
   * Looks for rows from now on.
   * @param matcher finds them; undefined for none
   * @param positions up to where rows were looked at by an earlier watch; of shards without one, stored rows are passed over
   * @returns what stored rows there are after the positions
   */
  watch(
    tenant: string,
    store: TenantStore,
    matcher: RowMatcher | undefined,
    positions: ShardPositions,
  ): ShardMatches[] {
    const matches = this.take(tenant, store);
    this.#matcher = matcher;
    if (matcher === undefined) {
      this.#positions.clear();
      return matches;
    }
    for (const shard of store.shards) {
      const upTo = store.nextSequenceOf(shard) - 1;
      const after = this.#positions.get(shard) ?? positions.get(shard) ?? upTo;
      this.#positions.set(shard, upTo);
      const rows = after < upTo ? matcher.matchesIn(store.blocksOf(shard), after) : [];
      matches.push({ tenant, shard, rows, upTo });
    }
    return matches;
  }
}
