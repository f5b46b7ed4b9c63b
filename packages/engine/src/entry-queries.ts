import { installQueryMatcher, type LogEntry, type QueryMatcher } from './entry/log-entry.ts';
import { entryText } from './entry-text.ts';
import { InvalidArgumentError } from './errors/engine-error.ts';
import { RowBatchBuilder } from './ingest/row-batch-builder.ts';
import { resolveTimes } from './logsql/resolve-times.ts';
import { rewriteFilter } from './logsql/rewrite-filter.ts';
import type { QueryFilterNode } from './logsql/syntax-tree.ts';
import { parseFilterText } from './query/filter-text.ts';
import { QueryLanguage } from './query/query-language.ts';
import { QueryPlan } from './query/query-plan.ts';
import { buildBlock } from './segments/block-builder.ts';
import { MemoryBlock } from './segments/memory-block.ts';

// Loading this module lets `LogEntry.matchesFilter` answer `query`: entries are on a floor that does not know the language.

/** Filters that are kept as read, so that the same one can be asked of many entries. */
const FILTERS_MAX = 64;

/** Puts an entry into a block of its own and asks the block what an engine would ask it. */
class EntryQueries implements QueryMatcher {
  private readonly language = new QueryLanguage();
  private readonly filters = new Map<string, QueryFilterNode>();
  private readonly builder = new RowBatchBuilder();

  check(query: string): void {
    this.filterOf(query);
  }

  matches(entry: LogEntry, query: string, nowMs: number): boolean {
    const nowNs = BigInt(Math.floor(nowMs)) * 1_000_000n;
    const filter = resolveTimes(this.filterOf(query), { nowNs });
    return new QueryPlan(filter).select(this.blockOf(entry, nowMs)).count() === 1;
  }

  private filterOf(query: string): QueryFilterNode {
    let filter = this.filters.get(query);
    if (filter === undefined) {
      filter = rewriteFilter(parseFilterText(query, this.language.syntax, ADVICE), requireOwnFilter);
      if (this.filters.size === FILTERS_MAX) this.filters.clear();
      this.filters.set(query, filter);
    }
    return filter;
  }

  private blockOf(entry: LogEntry, nowMs: number): MemoryBlock {
    const lineBytesMax = Number.POSITIVE_INFINITY;
    const line = Buffer.from(entryText(entry, { clock: () => nowMs, lineBytesMax }));
    this.builder.begin(line.length);
    this.builder.add(line, { malformed: 'keep', lineBytesMax, nowMs });
    return new MemoryBlock(buildBlock(this.builder.finish(), 0, 1, 1));
  }
}

const ADVICE = 'engine.query answers queries with pipes';

function requireOwnFilter(node: QueryFilterNode): QueryFilterNode {
  if (node.kind !== 'subquery') return node;
  throw new InvalidArgumentError(
    `${node.match.replace('-', '_')} with a query looks at other entries, which only an engine knows; ` +
      'list the values, as in user:in(a, b), or ask engine.queryLogs',
  );
}

installQueryMatcher(new EntryQueries());
