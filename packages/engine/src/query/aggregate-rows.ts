import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import { type AggregateOptions, type AggregatePlan, planAggregates } from './aggregate-options.ts';
import type { BlockSource } from './block-source.ts';
import type { BindFilter } from './bound-filter.ts';
import { GroupCounter } from './group-counter.ts';
import type { HistogramBucket } from './histogram-bucket.ts';
import { NumberHistogram } from './number-histogram.ts';
import type { QueryContext } from './query-context.ts';
import { QueryPlan } from './query-plan.ts';
import type { RowAggregator } from './row-aggregator.ts';
import { compareSortKeys } from './sort-key.ts';
import { TimeHistogram } from './time-histogram.ts';

/** Only the parts that were asked for are present. */
export interface AggregateResult {
  /**
   * Counts by the text of the field, `''` for rows without it; by several fields the key is the JSON array of their texts,
   * such as `["ERROR","api"]`. A row counts for each of its tags. The order of keys is that of their first appearance.
   */
  groupBy?: Record<string, number>;
  /** In ascending order of the key; buckets without rows are left out. */
  histogram?: HistogramBucket[];
  /** By field, under the name that was asked for: values with their counts, the most frequent first, equal counts by value. */
  topN?: Record<string, [key: string, count: number][]>;
}

/** What a key of an aggregate costs, roughly, in bytes. */
const KEY_BYTES = 128;

/**
 * Counts the rows that pass the filter in groups, intervals and by most frequent values, in one pass.
 * @param bind See `filterBinder`.
 * @throws InvalidArgumentError for wrong options, or a regular expression in the filter that is not valid.
 * @throws LimitExceededError, CancelledError as `QueryContext`.
 */
export function aggregateRows(
  source: BlockSource,
  node: QueryFilterNode,
  options: AggregateOptions,
  context: QueryContext,
  bind?: BindFilter,
): AggregateResult {
  const wanted = planAggregates(options);
  const groups = new Map<string, GroupCounter>();
  const groupsOf = (fields: readonly string[]): GroupCounter => {
    const key = JSON.stringify(fields);
    const counter = groups.get(key) ?? new GroupCounter(fields);
    groups.set(key, counter);
    return counter;
  };
  const histogram = makeHistogram(wanted, groupsOf);
  const groupBy = wanted.groupBy.length > 0 ? groupsOf(wanted.groupBy) : null;
  const tops = wanted.topN.map((top) => ({ ...top, counter: groupsOf([top.field]) }));

  addAllRows(new QueryPlan(node, bind), source, [...groups.values(), ...histogram.own], context);

  const result: AggregateResult = {};
  if (groupBy !== null) result.groupBy = Object.fromEntries(groupBy.counts);
  if (wanted.histogram !== null) result.histogram = histogram.buckets();
  if (options.topN !== undefined) {
    result.topN = Object.fromEntries(tops.map((top) => [top.name, mostFrequent(top.counter.counts, top.limit)]));
  }
  return result;
}

function addAllRows(
  plan: QueryPlan,
  source: BlockSource,
  aggregators: readonly RowAggregator[],
  context: QueryContext,
): void {
  let keyCount = 0;
  for (const block of plan.blocks(source, context)) {
    const selection = plan.coversAll(block) ? null : plan.select(block);
    if (selection?.isEmpty()) continue;
    for (const aggregator of aggregators) aggregator.add(block, selection);
    const keysNow = aggregators.reduce((sum, aggregator) => sum + aggregator.keyCount, 0);
    context.reserve((keysNow - keyCount) * KEY_BYTES);
    keyCount = keysNow;
  }
}

/** `own` is what must be fed beside the group counters. */
function makeHistogram(
  { histogram }: AggregatePlan,
  groupsOf: (fields: readonly string[]) => GroupCounter,
): { own: RowAggregator[]; buckets: () => HistogramBucket[] } {
  if (histogram === null) return { own: [], buckets: () => [] };
  const { field, interval } = histogram;
  if (interval === null) {
    const counter = groupsOf([field]);
    return { own: [], buckets: () => valueBuckets(counter.counts) };
  }
  const own = field === '_time' ? new TimeHistogram(interval) : new NumberHistogram(field, interval);
  return { own: [own], buckets: () => own.buckets() };
}

/** Values that are numbers in numeric order, then the others by code unit; rows without the field are left out. */
function valueBuckets(counts: ReadonlyMap<string, number>): HistogramBucket[] {
  const present = [...counts].filter(([text]) => text !== '');
  const keyed = present.map(([text, count]) => ({ order: numberOrText(text), key: text, count }));
  keyed.sort((a, b) => compareSortKeys(a.order, b.order) || compareSortKeys(a.key, b.key));
  return keyed.map(({ key, count }) => ({ key, count }));
}

function numberOrText(text: string): number | string {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** Rows without the field are left out. */
function mostFrequent(counts: ReadonlyMap<string, number>, limit: number): [string, number][] {
  const present = [...counts].filter(([text]) => text !== '');
  return present.sort(([a, m], [b, n]) => n - m || compareSortKeys(a, b)).slice(0, limit);
}
