import type { SortPipe } from '../../logsql/syntax-tree.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import { gatherRows } from '../pipeline/gathered-batch.ts';
import type { PipeStage, ResultSink } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { TextValues } from '../pipeline/text-values.ts';
import type { QueryContext } from '../query-context.ts';
import { keyColumnsOf } from './sort-keys.ts';
import { type SortedRow, SortedRows } from './sorted-rows.ts';

/** Rows that are handed on at once. */
const OUTPUT_ROWS = 4096;
/** Rows between two looks at the clock. */
const ROWS_BETWEEN_CHECKS = 16_384;

/** Sorts all rows, or those of each partition. Values that are no keys are read when they are handed on. */
export class SortStage implements PipeStage {
  private readonly node: SortPipe;
  private readonly context: QueryContext;
  private readonly descending: readonly boolean[];
  private readonly partitions = new Map<string, SortedRows>();
  private arrival = 0;

  constructor(node: SortPipe, context: QueryContext) {
    this.node = node;
    this.context = context;
    const { by, descending } = node;
    this.descending = by.length === 0 ? [descending] : by.map((field) => field.descending !== descending);
  }

  push(given: ResultBatch): boolean {
    this.context.check();
    const batch = FieldBatch.of(given);
    const columns = keyColumnsOf(batch, this.node.by);
    const partitionTexts = this.node.partitionBy.map((field) => batch.texts(field));
    for (let row = 0; row < batch.rowCount; row++) {
      const partition = partitionTexts.map((texts) => texts[row]!);
      const rows = this.partition(partition.length === 0 ? '' : JSON.stringify(partition));
      const keys = columns.map((keyOf) => keyOf(row));
      const arrival = this.arrival++;
      if (rows.wants(keys, arrival)) rows.add({ batch, row, keys, arrival });
    }
    return true;
  }

  private partition(key: string): SortedRows {
    let rows = this.partitions.get(key);
    if (rows === undefined) {
      const { limit, offset } = this.node;
      rows = new SortedRows(this.descending, limit === 0 ? Number.POSITIVE_INFINITY : limit + offset, this.context);
      this.partitions.set(key, rows);
    }
    return rows;
  }

  /** Partitions stand in the order of their keys; offset, limit and rank count within each. */
  finish(sink: ResultSink): void {
    for (const key of [...this.partitions.keys()].sort()) {
      if (!this.emit(this.partitions.get(key)!.finish(), sink)) return;
    }
  }

  private emit(rows: readonly SortedRow[], sink: ResultSink): boolean {
    for (let at = this.node.offset; at < rows.length; at += OUTPUT_ROWS) {
      if (at % ROWS_BETWEEN_CHECKS === 0) this.context.check();
      const batch = gatherRows(rows.slice(at, at + OUTPUT_ROWS));
      if (!sink.push(withRank(batch, this.node.rankField, at))) return false;
    }
    return true;
  }
}

/** The batch with the ranks of its rows in front; `before` rows came before it. */
export function withRank(batch: FieldBatch, field: string | null, before: number): FieldBatch {
  if (field === null) return batch;
  const ranks = Array.from({ length: batch.rowCount }, (_, i) => String(before + i + 1));
  return new FieldBatch(batch.rowCount, new Map([[field, new TextValues(ranks, 'all')], ...without(batch, field)]));
}

function without(batch: FieldBatch, field: string): [string, ReturnType<FieldBatch['values']>][] {
  return [...batch.fields].filter(([name]) => name !== field);
}
