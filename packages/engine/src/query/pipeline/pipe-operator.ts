import type { Bitmap } from '../../bytes/bitmap.ts';
import type { PipeNode, PipeNodeOf, Query, QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { Block } from '../../segments/block.ts';
import type { BindFilter } from '../bound-filter.ts';
import type { QueryContext } from '../query-context.ts';
import type { CustomStatsOperators } from '../stats-operators.ts';
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
  /** The passing rows as a batch, in the order in which they are stored. Computed at the first call. */
  batch(): ResultBatch;
}

/** A pipe at work in one query. */
export interface PipeStage {
  /** Takes a batch; returns false when it needs no more rows (its `finish` is called all the same). */
  push(batch: ResultBatch, sink: ResultSink): boolean;
  /** Takes a block instead, where the stage stands right behind the filter. Stages without it get `block.batch()`. */
  pushBlock?(block: SelectedBlock, sink: ResultSink): boolean;
  /** The order in which `pushBlock` wants the blocks, by their earliest or latest times; absent: any. */
  readonly blockOrder?: 'earliest-first' | 'latest-first';
  /** No more rows will come. */
  finish(sink: ResultSink): void;
  /** In place of `finish`: all that was taken up so far, as plain data that can go to another thread. See `PipeOperator.partial`. */
  takeState?(): unknown;
  /** Takes up what another stage of the same pipe gave by `takeState`, after rows that came before. */
  addState?(state: unknown): void;
  /** The queries that `finish` will run. Asked for where they have to be run beforehand, once all rows have come. */
  queriesAtEnd?(): readonly Query[];
}

/** What a stage may ask of the query it runs in. */
export interface PipelineContext {
  readonly query: QueryContext;
  /** The time of the query, nanoseconds since the Unix epoch: what `now` means in it. */
  readonly nowNs: bigint;
  /** The length of the time that the filter of the query selects; null where it is open at an end. */
  readonly rangeSeconds: number | null;
  /** Binds filters, those of extensions among them. */
  readonly bindFilter: BindFilter;
  /** The stats functions of extensions. */
  readonly customStats: CustomStatsOperators;
  /** The filter with its times made absolute and its subqueries exchanged for the values that they give. */
  resolve(filter: QueryFilterNode): QueryFilterNode;
  /** Runs another query over the same rows, within the limits of this one. */
  run(query: Query): Iterable<ResultBatch>;
}

/** Execution of one kind of pipe. */
export interface PipeOperator<Kind extends PipeNode['kind']> {
  /**
   * What the order of the rows means to the pipe. `kept`: it works row by row and gives its results in the order of its
   * rows. `ignored`: its results are the same in whatever order the rows come. Absent: it wants them in (time, sequence)
   * order, as far as no pipe before it made another.
   */
  readonly order?: 'kept' | 'ignored';
  /**
   * What the pipe can do where the blocks of a query are spread over threads. `row-wise`: each row depends on itself alone.
   * `state`: its stages have `takeState` and `addState`. `rows`: it makes rows of each block and holds nothing. Absent: it
   * needs all rows in one place.
   */
  readonly partial?: 'row-wise' | 'state' | 'rows';
  /** @throws InvalidArgumentError when the node holds something that cannot be compiled, such as a wrong pattern. */
  start(node: PipeNodeOf<Kind>, context: PipelineContext): PipeStage;
}
