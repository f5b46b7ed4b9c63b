import type { SortPipe } from '../../logsql/syntax-tree.ts';
import { blockBatch } from '../pipeline/block-batch.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import { gatherRows } from '../pipeline/gathered-batch.ts';
import { type PackedRows, packRows, unpackRows } from '../pipeline/packed-rows.ts';
import type { PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { rowNumbers } from '../pipeline/row-numbers.ts';
import { RowOrder } from '../pipeline/row-order.ts';
import { TextValues } from '../pipeline/text-values.ts';
import type { QueryContext } from '../query-context.ts';
import { compareSizedTexts } from '../sized-text-order.ts';
import { plainKeyOf, valueKeyOf } from '../value-order.ts';
import { type KeyOf, keyColumnsOf } from './sort-keys.ts';
import { type RowPlace, type SortedRow, SortedRows } from './sorted-rows.ts';

/** Rows that are handed on at once. */
const OUTPUT_ROWS = 4096;
/** Rows between two looks at the clock. */
const ROWS_BETWEEN_CHECKS = 16_384;

/** Sorts all rows, or those of each partition. Values that are no keys are read when they are handed on. */
export class SortStage implements PipeStage {
  readonly blockOrder = 'earliest-first';
  private readonly node: SortPipe;
  private readonly context: QueryContext;
  private readonly descending: readonly boolean[];
  private readonly keyOf: KeyOf;
  private readonly partitions = new Map<string, SortedRows>();
  private arrival = 0;

  constructor(node: SortPipe, context: QueryContext) {
    this.node = node;
    this.context = context;
    const { by, descending, limit } = node;
    this.keyOf = limit === 0 ? plainKeyOf : valueKeyOf;
    this.descending = by.length === 0 ? [descending] : by.map((field) => field.descending !== descending);
  }

  /** Rows that are equal stay in the order in which they come. */
  push(given: ResultBatch): boolean {
    this.context.check();
    const batch = FieldBatch.of(given);
    const before = this.arrival;
    this.arrival += batch.rowCount;
    this.addBatch(batch, before);
    return true;
  }

  private addBatch(batch: FieldBatch, before: number): void {
    const { order } = batch;
    if (order === null) this.addRows(batch, (row) => ({ ms: 0, subMs: 0, sequence: 0, index: before + row }));
    else this.addRows(batch, (row) => placeIn(order, row, before + row));
  }

  /** The first rows of each partition, with their places. */
  takeState(): unknown {
    const rows = [...this.partitions.values()].flatMap((partition) => partition.finish());
    const order = RowOrder.empty(rows.length);
    rows.forEach(({ place }, i) => {
      order.ms[i] = place.ms;
      order.subMs[i] = place.subMs;
      order.sequence[i] = place.sequence;
    });
    // Rows that came of one stored row are told apart by how they follow one another.
    const places = Uint32Array.from(rows.keys()).sort((a, b) => rows[a]!.place.index - rows[b]!.place.index);
    const { rowCount, fields, hasAliases } = gatherRows(rows);
    return packRows(new FieldBatch(rowCount, fields, hasAliases, order).pick(places));
  }

  addState(state: unknown): void {
    const batch = unpackRows(state as PackedRows);
    const before = this.arrival;
    this.arrival += batch.rowCount;
    this.addBatch(batch, before);
  }

  /** Rows that are equal come in (time, sequence) order, as if the blocks were in order. */
  pushBlock(selected: SelectedBlock): boolean {
    const { block } = selected;
    const rows = rowNumbers(selected.rows());
    const { ms, subMs } = block.timeline();
    this.addRows(blockBatch(block, rows), (at) => {
      const row = rows[at]!;
      return { ms: ms[row]!, subMs: subMs === null ? 0 : subMs[row]!, sequence: block.sequenceOf(row), index: 0 };
    });
    return true;
  }

  private addRows(batch: FieldBatch, placeOf: (row: number) => RowPlace): void {
    const columns = keyColumnsOf(batch, this.node.by, this.keyOf);
    const firstKeyOf = columns[0]!;
    const partitionColumns = this.node.partitionBy.map((field) => batch.texts(field));
    for (let row = 0; row < batch.rowCount; row++) {
      const partition =
        partitionColumns.length === 0 ? '' : JSON.stringify(partitionColumns.map((texts) => texts[row]!));
      const rows = this.partition(partition);
      if (!rows.mayWant(firstKeyOf(row))) continue;
      rows.add({ batch, row, keys: columns.map((keyOf) => keyOf(row)), place: placeOf(row) });
    }
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

  /** Partitions stand in the order of their values, shorter ones first; offset, limit and rank count within each. */
  finish(sink: ResultSink): void {
    const partitions = [...this.partitions.entries()].map(([key, rows]) => ({ texts: partitionTexts(key), rows }));
    partitions.sort((a, b) => compareSizedTexts(a.texts, b.texts));
    for (const { rows } of partitions) if (!this.emit(rows.finish(), sink)) return;
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

function partitionTexts(key: string): readonly string[] {
  return key === '' ? [] : (JSON.parse(key) as string[]);
}

function placeIn({ ms, subMs, sequence }: RowOrder, row: number, index: number): RowPlace {
  return { ms: ms[row]!, subMs: subMs[row]!, sequence: sequence[row]!, index };
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
