/** What one metric is, and its values now. */
export interface Metric {
  /** Without the prefix `log_analytics_`. */
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly labels?: readonly string[];
  readonly samples: () => Iterable<Sample> | Promise<Iterable<Sample>>;
}

export type Sample = readonly [labels: Readonly<Record<string, string | number>>, value: number];

/** A gauge of one value. */
export function gauge(name: string, help: string, value: () => number | Promise<number>): Metric {
  return { name, help, kind: 'gauge', samples: async () => [[{}, await value()]] };
}

/** A counter of one value. */
export function counter(name: string, help: string, value: () => number): Metric {
  return { name, help, kind: 'counter', samples: () => [[{}, value()]] };
}
