import { resolveTimes } from '../../logsql/resolve-times.ts';
import type { Query, QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { BindFilter } from '../bound-filter.ts';
import { filterBinder } from '../filter-registry.ts';
import type { QueryContext } from '../query-context.ts';
import { rangeSecondsOf } from '../range-seconds.ts';
import { replaceSubqueries } from '../replace-subqueries.ts';
import type { CustomStatsOperators } from '../stats-operators.ts';
import { columnValues } from './column-values.ts';
import type { PipelineContext } from './pipe-operator.ts';
import type { QueryOperators } from './query-operators.ts';
import type { ResultBatch } from './result-batch.ts';

/** What a query runs with, whatever its rows are. */
export interface RunSettings {
  readonly operators: QueryOperators;
  readonly context: QueryContext;
  /** What `now` means in the query, nanoseconds since the Unix epoch. */
  readonly nowNs: bigint;
  /** The zone of times that name none, in minutes east of UTC; UTC if absent. */
  readonly utcOffsetMinutes?: number | undefined;
  /** Rows outside of `[startNs, endNs]`, both inclusive, do not exist for the query and its subqueries; null is open. */
  readonly startNs?: bigint | null | undefined;
  readonly endNs?: bigint | null | undefined;
  /** Those of `STREAM_FIELDS` that all rows have, whether pipes name them or not; none if absent. */
  readonly streamFields?: readonly string[] | undefined;
}

/** What the stages of one running query share. */
export class RunContext implements PipelineContext {
  readonly query: QueryContext;
  readonly nowNs: bigint;
  readonly bindFilter: BindFilter;
  readonly customStats: CustomStatsOperators;
  rangeSeconds: number | null = null;
  private readonly settings: RunSettings;
  private readonly ignoresTimes: boolean;
  private readonly runInner: (query: Query) => Iterable<ResultBatch>;

  /** @param runInner Runs a query within this one; its options are complete. */
  constructor(
    { options }: Pick<Query, 'options'>,
    settings: RunSettings,
    runInner: (query: Query) => Iterable<ResultBatch>,
  ) {
    this.settings = settings;
    this.query = settings.context;
    this.nowNs = settings.nowNs;
    this.bindFilter = filterBinder(settings.operators.customFilters);
    this.customStats = settings.operators.customStats;
    this.ignoresTimes = options.ignoreGlobalTimeFilter === true;
    this.runInner = runInner;
  }

  resolve(filter: QueryFilterNode): QueryFilterNode {
    const { nowNs, utcOffsetMinutes } = this.settings;
    const timed = resolveTimes(filter, { nowNs, utcOffsetMinutes });
    return replaceSubqueries(timed, (query, column) => columnValues(this.run(query), column, this.query));
  }

  run(query: Query): Iterable<ResultBatch> {
    return this.runInner(this.inner(query));
  }

  /** A query within this one: it has the options of this one where it names none. */
  inner(query: Query): Query {
    const ignoreGlobalTimeFilter = query.options.ignoreGlobalTimeFilter ?? this.ignoresTimes;
    return { ...query, options: { ...query.options, ignoreGlobalTimeFilter } };
  }

  /** The filter of the query on stored fields, within the times that the caller set. From here on `rangeSeconds` is known. */
  resolveRows(filter: QueryFilterNode): QueryFilterNode {
    const resolved = this.resolve(this.limitTimes(filter));
    this.rangeSeconds = rangeSecondsOf(resolved);
    return resolved;
  }

  private limitTimes(filter: QueryFilterNode): QueryFilterNode {
    const { startNs = null, endNs = null } = this.settings;
    if (this.ignoresTimes || (startNs === null && endNs === null)) return filter;
    return { kind: 'and', filters: [{ kind: 'time', startNs, endNs }, filter] };
  }
}
