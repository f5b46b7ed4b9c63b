import './entry-queries.ts';
import { Bitmap } from './bytes/bitmap.ts';
import type { Instant } from './entry/instant.ts';
import type { Clock, LogEntry } from './entry/log-entry.ts';
import type { LogFilters } from './entry/log-filters.ts';
import { normalizeFilters } from './entry/normalize-filters.ts';
import type { QueryFilterNode } from './logsql/syntax-tree.ts';
import type { AggregateOptions } from './query/aggregate-options.ts';
import { type AggregateResult, aggregateRows } from './query/aggregate-rows.ts';
import type { BindFilter } from './query/bound-filter.ts';
import { countRows } from './query/count-rows.ts';
import { filterObjectToNode } from './query/filter-object.ts';
import { filterBinder } from './query/filter-registry.ts';
import { parseFilterText } from './query/filter-text.ts';
import { resolveFilter } from './query/pipeline/resolve-filter.ts';
import { QueryContext } from './query/query-context.ts';
import { QueryLanguage } from './query/query-language.ts';
import { QueryPlan } from './query/query-plan.ts';
import type { RowReference } from './query/row-reference.ts';
import { selectRows } from './query/select-rows.ts';
import { valueTotals } from './query/value-totals.ts';
import { type QueryOptions, selectOptionsOf } from './query-options.ts';
import type { Block } from './segments/block.ts';
import type { SoundBlocks } from './sound-blocks.ts';
import { entryOfRow } from './stored-entry.ts';

export interface EngineQueriesOptions {
  readonly clock: Clock;
  readonly queryTimeoutMs: number;
  readonly queryMemoryBytes: number;
  /** Of filters in LogsQL; without extensions unless given. */
  readonly language?: QueryLanguage | undefined;
}

/** What an entry takes beside its text, roughly, in bytes. */
const ENTRY_BYTES = 1_000;
/** Rows that are made into entries between two looks at the clock. */
const ROWS_BETWEEN_CHECKS = 1_000;

/** Answers the queries of an engine, each within its limits. */
export class EngineQueries {
  readonly #blocks: SoundBlocks;
  readonly #options: EngineQueriesOptions;
  readonly #language: QueryLanguage;
  readonly #bind: BindFilter;

  constructor(blocks: SoundBlocks, options: EngineQueriesOptions) {
    this.#blocks = blocks;
    this.#options = options;
    this.#language = options.language ?? new QueryLanguage();
    this.#bind = (node) => filterBinder(this.#language.operators.customFilters)(node);
  }

  entries(filters: LogFilters, options: QueryOptions): LogEntry[] {
    const { clock } = this.#options;
    return this.rows(filters, options, ({ block, row }, json) => entryOfRow(json, () => instantOf(block, row), clock));
  }

  texts(filters: LogFilters, options: QueryOptions): string[] {
    return this.rows(filters, options, (_, json) => json);
  }

  count(filters: LogFilters): number {
    return this.#blocks.answer(() => {
      const context = this.#context();
      return countRows(this.#blocks, this.#node(filters, context), context, this.#bind);
    });
  }

  aggregate(filters: LogFilters, options: AggregateOptions): AggregateResult {
    return this.#blocks.answer(() => {
      const context = this.#context();
      return aggregateRows(this.#blocks, this.#node(filters, context), options, context, this.#bind);
    });
  }

  /** How many rows have each value of a field; `''` is none. */
  totals(field: string): Map<string, number> {
    return this.#blocks.answer(() => valueTotals(this.#blocks, field, this.#context()));
  }

  /** The times of the oldest and the newest row; undefined where there are none. */
  timeSpan(): { readonly first: Instant; readonly last: Instant } | undefined {
    return this.#blocks.answer(() => {
      const [first] = selectRows(this.#blocks, { kind: 'all' }, { limit: 1 }, this.#context());
      const [last] = selectRows(this.#blocks, { kind: 'all' }, { limit: 1, descending: true }, this.#context());
      if (first === undefined || last === undefined) return undefined;
      return { first: instantOf(first.block, first.row), last: instantOf(last.block, last.row) };
    });
  }

  /** What selects the rows of one block after another; damaged blocks have none. */
  selector(filters: LogFilters): (block: Block) => Bitmap {
    const plan = new QueryPlan(
      this.#blocks.answer(() => this.#node(filters, this.#context())),
      this.#bind,
    );
    return (block) => {
      if (!this.#blocks.isDamaged(block)) {
        try {
          return plan.select(block);
        } catch (error) {
          this.#blocks.leaveOut(error);
        }
      }
      return new Bitmap(block.rowCount);
    };
  }

  /** What `make` gives for each row of a result, with its JSON text. */
  rows<T>(filters: LogFilters, options: QueryOptions, make: (reference: RowReference, json: string) => T): T[] {
    const window = selectOptionsOf(options);
    return this.#blocks.answer(() => {
      const context = this.#context();
      const node = this.#node(filters, context);
      const references = selectRows(this.#blocks, node, window, context, this.#bind);
      const rows = new Array<T>(references.length);
      // Block by block, so that the columns of each are decoded once, however the rows of blocks alternate in time.
      for (const places of placesByBlock(references)) {
        for (const [index, place] of places.entries()) {
          if (index % ROWS_BETWEEN_CHECKS === 0) context.check();
          const reference = references[place]!;
          const json = reference.block.json(reference.row);
          context.reserve(json.length * 2 + ENTRY_BYTES);
          rows[place] = make(reference, json);
        }
      }
      return rows;
    });
  }

  /** Queries within a filter in LogsQL are run. */
  #node(filters: LogFilters, context: QueryContext): QueryFilterNode {
    const { operators, syntax } = this.#language;
    return filterNode(filters, (text) =>
      resolveFilter(parseFilterText(text, syntax, 'engine.query answers queries with pipes'), {
        source: this.#blocks,
        operators,
        context,
        nowNs: BigInt(Math.floor(this.#options.clock())) * 1_000_000n,
      }),
    );
  }

  #context(): QueryContext {
    const { queryTimeoutMs, queryMemoryBytes } = this.#options;
    return new QueryContext({ timeoutMs: queryTimeoutMs, memoryBytesMax: queryMemoryBytes });
  }
}

/** For each block, the places of its rows in the result. */
function placesByBlock(references: readonly RowReference[]): Iterable<readonly number[]> {
  const places = new Map<Block, number[]>();
  for (const [place, { block }] of references.entries()) {
    const known = places.get(block);
    if (known === undefined) places.set(block, [place]);
    else known.push(place);
  }
  return places.values();
}

/**
 * @param compileQuery of the filters' key `query`
 * @throws InvalidArgumentError for filters that are not well formed
 */
export function filterNode(filters: LogFilters, compileQuery: (text: string) => QueryFilterNode): QueryFilterNode {
  return filterObjectToNode(normalizeFilters(filters), { compileQuery });
}

/** The time of a row. */
export function instantOf(block: Block, row: number): Instant {
  const { ms, subMs } = block.timeline();
  return { ms: ms[row]!, subMs: subMs === null ? 0 : subMs[row]! };
}
