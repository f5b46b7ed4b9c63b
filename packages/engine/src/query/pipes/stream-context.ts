import { instantFromNs, instantToNs } from '../../entry/instant.ts';
import { LimitExceededError } from '../../errors/engine-error.ts';
import { NO_QUERY_OPTIONS } from '../../logsql/query-options.ts';
import type { Query, QueryFilterNode, StreamContextPipe } from '../../logsql/syntax-tree.ts';
import { CodedValues } from '../pipeline/coded-values.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import { gatherRows } from '../pipeline/gathered-batch.ts';
import type { PipelineContext, PipeOperator, PipeStage, ResultSink } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { TimeValues } from '../pipeline/time-values.ts';
import { type ContextRow, ContextRows } from '../stream-context/context-rows.ts';
import { NO_STREAM, STREAM_FIELD, STREAM_FIELDS } from '../stream-id.ts';

/** Rows that came without a stream are one with those of the same source. */
const SOURCE_FIELD = 'source';
/** No source begins with it. */
const STREAM_MARK = '\u0000';
const ROW_BYTES = 96;
/** What is shown is for people, who read no more; they are the limits of the reference too. */
const STREAMS_MAX = 100;
const ROWS_PER_STREAM_MAX = 1000;
const DELIMITER = '---';

export const streamContextPipe: PipeOperator<'stream_context'> = {
  start: (node, context) => new StreamContextStage(node, context),
};

/** The rows of a stream that came. */
interface WantedRows {
  readonly times: Set<bigint>;
  rowCount: number;
}

/** Holds the times of the rows that came; at the end it looks for the rows around them, stream by stream. */
class StreamContextStage implements PipeStage {
  private readonly node: StreamContextPipe;
  private readonly context: PipelineContext;
  /** By source, or by `STREAM_MARK` and stream. */
  private readonly streams = new Map<string, WantedRows>();

  constructor(node: StreamContextPipe, context: PipelineContext) {
    this.node = node;
    this.context = context;
  }

  push(batch: ResultBatch): boolean {
    const times = timesOf(batch);
    const sources = batch.texts(SOURCE_FIELD);
    batch.texts(STREAM_FIELD).forEach((text, row) => {
      const stream = text === '' || text === NO_STREAM ? sources[row]! : STREAM_MARK + text;
      this.context.query.reserve(ROW_BYTES);
      this.add(stream, times(row));
    });
    return true;
  }

  private add(stream: string, time: bigint): void {
    let wanted = this.streams.get(stream);
    if (wanted === undefined) {
      if (this.streams.size === STREAMS_MAX) failAtLimit('streams', STREAMS_MAX);
      wanted = { times: new Set(), rowCount: 0 };
      this.streams.set(stream, wanted);
    }
    if (wanted.rowCount === ROWS_PER_STREAM_MAX) failAtLimit('rows of one stream', ROWS_PER_STREAM_MAX);
    wanted.rowCount++;
    wanted.times.add(time);
  }

  /** Chunks end with a row `---` where there are several. */
  finish(sink: ResultSink): void {
    for (const [stream, wanted] of this.streams) {
      const chunks = this.chunksOf(stream, [...wanted.times].sort(compareNs));
      const isDelimited = this.streams.size > 1 || chunks.length > 1;
      for (const chunk of chunks) {
        if (!sink.push(gatherRows(chunk))) return;
        if (isDelimited && !sink.push(delimiterAfter(chunk.at(-1)!, stream))) return;
      }
    }
  }

  queriesAtEnd(): readonly Query[] {
    return [...this.streams].map(([stream, wanted]) => this.queryOf(stream, [...wanted.times].sort(compareNs)));
  }

  private queryOf(stream: string, wanted: readonly bigint[]): Query {
    const { before, after } = this.node;
    const startNs = wanted[0]! - (before > 0 ? this.windowNs : 0n);
    return streamQuery(stream, startNs, wanted.at(-1)! + (after > 0 ? this.windowNs : 0n));
  }

  /** How far before the first and after the last wanted row others may be. */
  private get windowNs(): bigint {
    const { ns } = this.node.timeWindow;
    return ns < 0n ? -ns : ns;
  }

  private chunksOf(stream: string, wanted: readonly bigint[]): readonly (readonly ContextRow[])[] {
    const { before, after } = this.node;
    const rows = new ContextRows(wanted, { before, after });
    for (const given of this.context.run(this.queryOf(stream, wanted))) {
      const batch = FieldBatch.of(given);
      const times = timesOf(batch);
      for (let row = 0; row < batch.rowCount; row++) rows.add({ batch, row, ns: times(row) });
    }
    return rows.chunks;
  }
}

function failAtLimit(what: string, allowed: number): never {
  throw new LimitExceededError(
    `stream_context was given more than ${allowed} ${what}; narrow the query with further filters before it`,
    { limit: 'streamContext', allowed, actual: allowed + 1 },
  );
}

function compareNs(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function timesOf(batch: ResultBatch): (row: number) => bigint {
  const times = batch.times();
  return (row) => (times === null ? 0n : instantToNs({ ms: times.ms[row]!, subMs: times.subMs?.[row] ?? 0 }));
}

/** All rows of a stream in a span of time, also those outside of the times that the query was limited to. */
function streamQuery(stream: string, startNs: bigint, endNs: bigint): Query {
  return {
    options: { ...NO_QUERY_OPTIONS, ignoreGlobalTimeFilter: true },
    filter: {
      kind: 'and',
      filters: [{ kind: 'time', startNs, endNs }, ...filtersOf(stream)],
    },
    pipes: [],
  };
}

function filtersOf(stream: string): QueryFilterNode[] {
  if (stream.startsWith(STREAM_MARK)) return [{ kind: 'exact', field: STREAM_FIELD, text: stream.slice(1) }];
  return [
    { kind: 'exact', field: STREAM_FIELD, text: NO_STREAM },
    { kind: 'exact', field: SOURCE_FIELD, text: stream },
  ];
}

/** It has the stream of the row before it, or else its source. */
function delimiterAfter({ batch, row, ns }: ContextRow, stream: string): ResultBatch {
  const { ms, subMs } = instantFromNs(ns + 1n) ?? { ms: 0, subMs: 0 };
  const fields = new Map<string, FieldValues>([
    ['_time', new TimeValues(Float64Array.of(ms), Uint32Array.of(subMs))],
    ['_msg', CodedValues.constant(DELIMITER, 1)],
  ]);
  for (const field of STREAM_FIELDS) {
    const text = batch.texts(field)[row]!;
    if (text !== '') fields.set(field, CodedValues.constant(text, 1));
  }
  if (!fields.has(STREAM_FIELD)) fields.set(SOURCE_FIELD, CodedValues.constant(stream, 1));
  return new FieldBatch(1, fields);
}
