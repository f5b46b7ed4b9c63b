import type { Durability, IngestReport, LogFilters, Retention, VerifyReport } from 'log-analytics-engine';
import type { MatchedRow, QueryFilterNode, StoreProblem, StoreStatistics } from 'log-analytics-engine/internals';
import type { BatchLine } from 'log-analytics-engine/internals/storage';
import type { ErrorMessage } from './error-message.ts';
import type { SnapshotMessage } from './snapshot-messages.ts';

/** How stores are opened, as far as it can be posted. */
export interface StoreSettings {
  readonly durability: Durability;
  /** Those that can be posted; extensions have others. */
  readonly indexes: readonly string[];
  readonly retention: Retention;
  readonly malformed: 'keep' | 'reject';
  readonly lineBytesMax: number;
  readonly freeBytesMin: number;
}

/** What an ingest worker is told at its start. */
export interface IngestSetup {
  readonly directory: string;
  /** The shard of each tenant that it adds rows to, from 0; of `shards` ones. */
  readonly shard: number;
  readonly shards: number;
  readonly settings: StoreSettings;
  /** URLs of modules. */
  readonly extensions: readonly string[];
}

/** Lines of one or several requests, which are stored together. */
export interface LineBundle {
  readonly id: number;
  readonly tenant: string;
  readonly bytes: Uint8Array;
  /** Where the lines of each request end. */
  readonly ends: Uint32Array;
  /** The names of those requests that have one, by the place of the request. */
  readonly names: readonly (readonly [request: number, name: BatchName])[];
}

/** What a batch is known by when it is sent again. */
export interface BatchName {
  readonly id: string;
  /** Of the lines unless given. */
  readonly checksum: string | undefined;
}

/** What is done to the store of a tenant, which is opened for it where it is not open. */
export type TenantCall =
  | { readonly method: 'open' | 'flush' | 'compact' | 'verify' | 'statistics' | 'close' }
  /** Batches that other workers have stored, and this one is asked for from now on. */
  | { readonly method: 'adopt'; readonly batches: readonly BatchLine[] }
  | { readonly method: 'delete'; readonly filters: LogFilters }
  /** Rows that meet one of the conditions are told from now on; those of before too, from the positions on where they are given. */
  | { readonly method: 'watch'; readonly conditions: readonly QueryFilterNode[]; readonly positions: ShardPositions };

/** Sequence numbers by shard: up to which rows were looked at for alerts. */
export type ShardPositions = ReadonlyMap<number, number>;

/** Rows of a shard that alert rules look at. */
export interface ShardMatches {
  readonly tenant: string;
  readonly shard: number;
  /** In the order of their sequence numbers. */
  readonly rows: readonly MatchedRow[];
  /** The last row of the shard that was looked at. */
  readonly upTo: number;
}

/** What the calls return. */
export interface TenantCallResults {
  /** Batches that another worker is asked for, or that only shards of other numbers know. */
  readonly open: readonly BatchLine[];
  readonly adopt: undefined;
  readonly flush: undefined;
  readonly compact: undefined;
  readonly close: undefined;
  readonly verify: VerifyReport;
  readonly statistics: StoreStatistics;
  /** How many rows were deleted. */
  readonly delete: number;
  readonly watch: undefined;
}

export type IngestRequest =
  | { readonly kind: 'append'; readonly bundle: LineBundle }
  | { readonly kind: 'call'; readonly id: number; readonly tenant: string; readonly call: TenantCall }
  /** For tests: the worker fails as one with a defect does. */
  | { readonly kind: 'fail' };

/** What became of the lines of a bundle. */
export interface BundleAnswer {
  readonly id: number;
  /** Accepted, malformed, rejected: three numbers for each request. */
  readonly counts: Uint32Array;
  /** The problems of those requests that have any, by the place of the request. */
  readonly errors: readonly (readonly [request: number, errors: IngestReport['errors']])[];
  /** Why requests were not stored, the others being so: another batch has their name. */
  readonly conflicts: readonly (readonly [request: number, error: ErrorMessage])[];
}

/** A shard of a tenant as it is from now on. */
export interface ShardState {
  readonly tenant: string;
  readonly shard: number;
  readonly snapshot: SnapshotMessage;
}

/** States, and matches of alert rules, come before what follows from them: who has got an answer has got the rows. */
export type IngestReply =
  | {
      readonly kind: 'stored';
      readonly states: readonly ShardState[];
      readonly matches: readonly ShardMatches[];
      readonly answers: readonly BundleAnswer[];
    }
  | { readonly kind: 'failed'; readonly bundles: readonly number[]; readonly error: ErrorMessage }
  | {
      readonly kind: 'result';
      readonly states: readonly ShardState[];
      readonly matches: readonly ShardMatches[];
      readonly id: number;
      readonly value: unknown;
    }
  | {
      readonly kind: 'error';
      readonly states: readonly ShardState[];
      readonly id: number;
      readonly error: ErrorMessage;
    }
  | { readonly kind: 'state'; readonly states: readonly ShardState[] }
  | { readonly kind: 'problem'; readonly tenant: string; readonly problem: StoreProblem };
