import type { Bitmap } from '../../bytes/bitmap.ts';
import type { Block } from '../../segments/block.ts';
import type { QueryContext } from '../query-context.ts';
import type { ResultBatch } from './result-batch.ts';

/** Where a stage puts its results. False says that no more are wanted. */
export interface ResultSink {
  push(batch: ResultBatch): boolean;
}

/** A block and its passing rows, for stages that can work on codes, or need not touch rows at all. */
export interface SelectedBlock {
  readonly block: Block;
  /** The exact number of passing rows where the directory knows it; else undefined. */
  count(): number | undefined;
  /** Whether every row passes and none is deleted. */
  readonly isWhole: boolean;
  /** The passing rows. Computed at the first call. */
  rows(): Bitmap;
  /** The passing rows as a batch, in time order. Computed at the first call. */
  batch(): ResultBatch;
}

/** A pipe at work in one query. */
export interface PipeStage {
  /** Takes a batch; returns false when it needs no more rows (its `finish` is called all the same). */
  push(batch: ResultBatch, sink: ResultSink): boolean;
  /** Takes a block instead, where the stage stands right behind the filter. Stages without it get `block.batch()`. */
  pushBlock?(block: SelectedBlock, sink: ResultSink): boolean;
  /** No more rows will come. */
  finish(sink: ResultSink): void;
}

/** What a stage may ask of the query it runs in. */
export interface PipelineContext {
  readonly query: QueryContext;
  /** The time of the query, nanoseconds since the Unix epoch: what `now` means in it. */
  readonly nowNs: bigint;
}
