import { requireDuration } from '../entry/duration.ts';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { fieldNameOf } from './field-name.ts';

/** The wire names `timestamp` and `message` stand for `_time` and `_msg` wherever a field is named. */
export interface AggregateOptions {
  /** Count rows by the text of a field; of several fields, by their combination. */
  readonly groupBy?: string | readonly string[] | undefined;
  /**
   * Count rows by intervals: of time for `timestamp` (`interval` such as '5m', default '1h'), of numbers for any other field
   * with an `interval`; without one, by value.
   */
  readonly histogram?: string | HistogramOptions | undefined;
  /**
   * The most frequent values: a number for those of each field of `groupBy` (without it, of `level`, `source` and `tags`),
   * or a number by field.
   */
  readonly topN?: number | Readonly<Record<string, number>> | undefined;
}

export interface HistogramOptions {
  readonly field: string;
  /** A duration ('5m', or milliseconds) for `timestamp`, a positive number for other fields. */
  readonly interval?: string | number | undefined;
}

/** `AggregateOptions` with names resolved and every value checked. */
export interface AggregatePlan {
  readonly groupBy: readonly string[];
  readonly histogram: { readonly field: string; readonly interval: number | null } | null;
  /** The name that the caller used, the field and the number of values. */
  readonly topN: readonly { readonly name: string; readonly field: string; readonly limit: number }[];
}

const HISTOGRAM_INTERVAL_MS = 3_600_000;
const TOP_FIELDS: readonly string[] = ['level', 'source', 'tags'];
const KEYS: readonly string[] = ['groupBy', 'histogram', 'topN'];

/** @throws InvalidArgumentError for an unknown key or an impossible value, naming what was expected. */
export function planAggregates(options: AggregateOptions): AggregatePlan {
  for (const key of Object.keys(options)) {
    if (!KEYS.includes(key)) throw new InvalidArgumentError(`unknown key ${key}; known are ${KEYS.join(', ')}`);
  }
  const groupBy = typeof options.groupBy === 'string' ? [options.groupBy] : (options.groupBy ?? []);
  if (!Array.isArray(groupBy) || !groupBy.every((field) => typeof field === 'string' && field !== '')) {
    throw new InvalidArgumentError('groupBy must be the name of a field or a list of names');
  }
  return {
    groupBy: groupBy.map(fieldNameOf),
    histogram: planHistogram(options.histogram),
    topN: planTopN(options.topN, groupBy),
  };
}

function planHistogram(options: string | HistogramOptions | undefined): AggregatePlan['histogram'] {
  if (options === undefined) return null;
  const { field, interval } = typeof options === 'string' ? { field: options, interval: undefined } : options;
  if (typeof field !== 'string' || field === '') {
    throw new InvalidArgumentError(
      "histogram must be the name of a field or { field, interval }, such as { field: 'timestamp', interval: '5m' }",
    );
  }
  const name = fieldNameOf(field);
  if (name === '_time') return { field: name, interval: planTimeInterval(interval) };
  if (interval === undefined) return { field: name, interval: null };
  if (typeof interval !== 'number' || !(interval > 0) || !Number.isFinite(interval)) {
    throw new InvalidArgumentError(`the interval of a histogram of ${field} must be a positive number`);
  }
  return { field: name, interval };
}

function planTimeInterval(interval: string | number | undefined): number {
  if (interval === undefined) return HISTOGRAM_INTERVAL_MS;
  const ms = typeof interval === 'number' ? interval : requireDuration(interval, 'histogram.interval');
  if (Number.isFinite(ms) && ms >= 1) return ms;
  throw new InvalidArgumentError(`histogram.interval must be at least 1 ms; got ${JSON.stringify(interval)}`);
}

function planTopN(topN: AggregateOptions['topN'], groupBy: readonly string[]): AggregatePlan['topN'] {
  if (topN === undefined) return [];
  const fields = groupBy.length > 0 ? groupBy : TOP_FIELDS;
  const wanted = typeof topN === 'number' ? fields.map((name) => [name, topN] as const) : Object.entries(topN ?? {});
  return wanted.map(([name, limit]) => {
    if (!Number.isInteger(limit) || limit < 1) {
      throw new InvalidArgumentError(
        `topN must be a positive whole number or, by field, such numbers ({ source: 10 }); got ${JSON.stringify(topN)}`,
      );
    }
    return { name, field: fieldNameOf(name), limit };
  });
}
