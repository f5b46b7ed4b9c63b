/** One bucket of a histogram. */
export interface HistogramBucket {
  /** The value, the start of the time interval (RFC 3339 in UTC), or the lower end of the interval of numbers. */
  readonly key: string | number;
  readonly count: number;
}
