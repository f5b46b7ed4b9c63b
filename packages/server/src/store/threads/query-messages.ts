import type { MessagePort } from 'node:worker_threads';
import type { AggregateOptions, AggregateResult, LogFilters, QueryOptions } from 'log-analytics-engine';
import type { ContentStatistics, StoreProblem } from 'log-analytics-engine/internals';
import type { PartMessage, PartTask } from 'log-analytics-engine/split';
import type { StoreQueryOptions } from '../log-store.ts';
import type { BlockShare } from './block-share.ts';
import type { ErrorMessage } from './error-message.ts';
import type { StoreSettings } from './ingest-messages.ts';
import type { SentBatch } from './sent-batch.ts';
import type { SnapshotMessage } from './snapshot-messages.ts';

/** What a query worker is told at its start. */
export interface QuerySetup {
  readonly directory: string;
  readonly settings: StoreSettings;
  /** URLs of modules. */
  readonly extensions: readonly string[];
  /** Of this worker, for all tenants together. */
  readonly cacheBytes: number;
  readonly queryTimeoutMs: number;
  readonly queryMemoryBytes: number;
}

/** A query whose result comes in batches: `rows` as objects, `lines` as JSON lines in UTF-8. */
export interface StreamQuery {
  readonly kind: 'rows' | 'lines';
  readonly text: string;
  readonly options: Omit<StoreQueryOptions, 'signal'>;
}

/** A query that is to be told about, in place of its result. */
export interface ExplainQuery {
  readonly kind: 'explain';
  readonly text: string;
  readonly options: Omit<StoreQueryOptions, 'signal'>;
}

/** A query with one result. */
export type ValueQuery =
  | { readonly kind: 'entries' | 'texts'; readonly filters: LogFilters; readonly options: QueryOptions }
  | { readonly kind: 'count'; readonly filters: LogFilters }
  | { readonly kind: 'aggregate'; readonly filters: LogFilters; readonly options: AggregateOptions }
  | { readonly kind: 'content' };

export type AnyQuery = StreamQuery | ExplainQuery | ValueQuery;

/** Rows as JSON text, with their times. */
export interface TimedTexts {
  readonly texts: readonly string[];
  /** Whole milliseconds since 1970, and nanoseconds within them. */
  readonly ms: Float64Array;
  readonly subMs: Uint32Array;
}

export interface ValueResults {
  readonly entries: TimedTexts;
  readonly texts: string[];
  readonly count: number;
  readonly aggregate: AggregateResult;
  readonly content: ContentStatistics;
}

/** The snapshots of the shards of a tenant. */
export interface TenantSnapshotMessage {
  /** The shards there are; of those that are not in `changed` the snapshot is the one that was sent last. */
  readonly shards: readonly number[];
  readonly changed: readonly (readonly [shard: number, snapshot: SnapshotMessage])[];
}

/** What the worker of a query asks its helpers, each on a port of its own; a port that closes ends what was begun. */
export type HelperRequest =
  | { readonly kind: 'begin'; readonly part: number; readonly task: PartTask; readonly timeoutMs: number }
  /** Asks for the next messages of a part. */
  | { readonly kind: 'next'; readonly part: number }
  | { readonly kind: 'end'; readonly part: number };

export type HelperReply =
  /** Null at the end of the part. */
  | { readonly part: number; readonly messages: readonly PartMessage[] | null }
  | { readonly part: number; readonly error: ErrorMessage };

export type QueryRequest =
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly tenant: string;
      readonly query: AnyQuery;
      readonly snapshot: TenantSnapshotMessage;
      /** One number in shared memory: 1 when the query is to end. */
      readonly cancelFlag: Int32Array;
      /** The blocks to read; null for all. A query with helpers may read all, and then needs none. */
      readonly share: BlockShare | null;
      /** The workers that can do what concerns the other blocks; see `HelperRequest`. */
      readonly helpers: readonly MessagePort[];
    }
  /** To do parts of a query for another worker. */
  | {
      readonly kind: 'help';
      readonly tenant: string;
      readonly snapshot: TenantSnapshotMessage;
      readonly cancelFlag: Int32Array;
      readonly share: BlockShare;
      readonly port: MessagePort;
    }
  /** The receiver has taken a batch: another one may be sent. */
  | { readonly kind: 'taken'; readonly id: number }
  /** The flag of a query was set, which it may not see while it waits. */
  | { readonly kind: 'cancelled'; readonly id: number }
  /** The tenant is closed. */
  | { readonly kind: 'forget'; readonly tenant: string }
  /** For tests: the worker fails as one with a defect does. */
  | { readonly kind: 'fail' };

export type QueryReply =
  | { readonly kind: 'batch'; readonly id: number; readonly batch: SentBatch }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorMessage }
  | { readonly kind: 'problem'; readonly tenant: string; readonly problem: StoreProblem };

/** Batches that may be under way to the receiver of a query. */
export const BATCHES_UNDER_WAY = 4;
