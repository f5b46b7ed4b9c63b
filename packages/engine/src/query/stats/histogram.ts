import { compareNaturally } from '../natural-text-order.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator, StatsOperator } from '../stats-operator.ts';
import { quantitiesOf } from './field-values-of.ts';

const BUCKETS_PER_DECADE = 18;
const EXPONENT_MIN = -9;
const EXPONENT_MAX = 18;
const BUCKET_COUNT = (EXPONENT_MAX - EXPONENT_MIN) * BUCKETS_PER_DECADE;
/** Values up to 10^-9, zero among them, and values beyond 10^18. */
const LOWER = BUCKET_COUNT;
const UPPER = BUCKET_COUNT + 1;

/**
 * The histogram of VictoriaMetrics: 18 buckets a decade between 10^-9 and 10^18, the lower end of each exclusive and the
 * upper inclusive; one below and one above. Negative numbers and other values do not count.
 */
export const histogramStats: StatsOperator<'histogram'> = {
  start: ({ field }) => new HistogramAccumulator(field),
};

class HistogramAccumulator implements StatsAccumulator {
  private readonly field: string;
  /** By group: counts by bucket. */
  private buckets: (Map<number, number> | undefined)[] = [];
  private bucketCount = 0;

  constructor(field: string) {
    this.field = field;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null): void {
    const quantities = quantitiesOf(batch, this.field, rows);
    if (quantities === null) return;
    const count = rows === null ? batch.rowCount : rows.length;
    for (let i = 0; i < count; i++) {
      const quantity = quantities[rows === null ? i : rows[i]!]!;
      if (quantity >= 0) this.add(groups === null ? 0 : groups[i]!, bucketOf(quantity), 1);
    }
  }

  private add(group: number, bucket: number, count: number): void {
    this.buckets[group] ??= new Map();
    const counts = this.buckets[group];
    const before = counts.get(bucket);
    if (before === undefined) this.bucketCount++;
    counts.set(bucket, (before ?? 0) + count);
  }

  merge(other: StatsAccumulator, groups: Uint32Array): void {
    (other as HistogramAccumulator).buckets.forEach((counts, group) => {
      for (const [bucket, count] of counts ?? []) this.add(groups[group]!, bucket, count);
    });
  }

  save(): unknown {
    return this.buckets;
  }

  load(saved: unknown): void {
    this.buckets = saved as typeof this.buckets;
    this.bucketCount = this.buckets.reduce((count, counts) => count + (counts?.size ?? 0), 0);
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    const ranges = [...(this.buckets[group] ?? [])].map(([bucket, count]) => [rangeOf(bucket), count] as const);
    ranges.sort(([a], [b]) => compareNaturally(a, b));
    const items = ranges.map(([range, count]) => `{"vmrange":"${range}","hits":${count}}`);
    return { text: `[${items.join(',')}]`, isNumber: false };
  }

  get memoryBytes(): number {
    return this.bucketCount * 40 + this.buckets.length * 64;
  }
}

function bucketOf(value: number): number {
  const place = (Math.log10(value) - EXPONENT_MIN) * BUCKETS_PER_DECADE;
  if (place < 0) return LOWER;
  if (place >= BUCKET_COUNT) return UPPER;
  const bucket = Math.floor(place);
  return place === bucket && bucket > 0 ? bucket - 1 : bucket;
}

/** The bounds of the buckets as texts; the texts of all are made together, as each bound is the one before it times a factor. */
let bounds: readonly string[] | null = null;

function rangeOf(bucket: number): string {
  bounds ??= makeBounds();
  if (bucket === LOWER) return `0...${bounds[0]}`;
  return bucket === UPPER ? `${scientific(10 ** EXPONENT_MAX)}...+Inf` : `${bounds[bucket]}...${bounds[bucket + 1]}`;
}

function makeBounds(): string[] {
  const factor = 10 ** (1 / BUCKETS_PER_DECADE);
  let bound = 10 ** EXPONENT_MIN;
  const texts = [scientific(bound)];
  for (let i = 0; i < BUCKET_COUNT; i++) {
    bound *= factor;
    texts.push(scientific(bound));
  }
  return texts;
}

/** `1.000e-09`: three decimals, two digits of the exponent. */
function scientific(value: number): string {
  const [mantissa, exponent] = value.toExponential(3).split('e') as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}
