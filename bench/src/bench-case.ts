/** One figure of a run. `value` is in the unit of the bar; `bar` is the most it may be (the least for `atLeast`). */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'J' | 'MB' | 'rows/s' | 'ratio' | 's';
  readonly bar?: number;
  readonly aim?: number;
  readonly atLeast?: boolean;
  /** A sentence on what else was seen. */
  readonly note?: string;
}

/** What a case, run in a process of its own, hands back. */
export interface CaseResult {
  /** J in seconds; of the case `unit` alone. */
  readonly unitSeconds?: number;
  readonly figures: readonly Figure[];
}

export interface CaseInput {
  readonly corpusPath: string;
  readonly truthPath: string;
  /** A directory of this case alone. */
  readonly directory: string;
  /** J in seconds, as the case `unit` measured it; that case itself gets 0. */
  readonly unitSeconds: number;
  /** Where the ingest case leaves its store for the query case. */
  readonly storeDirectory: string;
}

/** A part of the bench. It runs in a process of its own, so that cases do not warm or crowd each other. */
export type BenchCase = (input: CaseInput) => CaseResult | Promise<CaseResult>;
