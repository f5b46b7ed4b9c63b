import type { ByteRanges } from '../columns/byte-ranges.ts';
import { encodeColumn } from '../columns/encode-column.ts';
import { RowIndex } from '../columns/row-index.ts';
import { TemplateColumn } from '../columns/template-column.ts';
import { type TemplateTokens, tokenizeTemplates } from '../columns/template-tokenizer.ts';
import type { ValueColumn } from '../columns/value-column.ts';
import type { FieldDictionary } from '../ingest/field-dictionary.ts';
import { MESSAGE_FIELD_ID } from '../ingest/field-table.ts';
import type { FieldValues, RowBatch } from '../ingest/row-batch.ts';
import type { Shape } from '../ingest/shape.ts';
import type { BlockParts, ColumnKey } from './block-parts.ts';
import { type BlockScratch, scratchFor } from './block-scratch.ts';
import type { BlockShape } from './block-shape.ts';
import { encodeCodes } from './encode-codes.ts';
import {
  endOfRun,
  gatherFloats,
  gatherInts,
  gatherShapeIds,
  gatherUints,
  isAllZero,
  lessened,
  listPlaces,
  markPlaces,
  pick,
  placeByTime,
  placeInOrder,
  scatter,
} from './row-loops.ts';
import { RowOrder, timeOrder } from './row-order.ts';

/** Fewer messages than this are not worth taking apart. */
const TEMPLATE_ROWS_MIN = 32;

/**
 * Makes a block of the rows `[from, to)` of a batch: brings them into the order of storage and encodes every column.
 *
 * @param firstSequence the sequence number of row `from`; the others follow it.
 */
export function buildBlock(batch: RowBatch, from: number, to: number, firstSequence: number): BlockParts {
  return new BlockBuilder(batch, from, to, firstSequence).build();
}

class BlockBuilder {
  private readonly batch: RowBatch;
  private readonly from: number;
  private readonly rowCount: number;
  private readonly firstSequence: number;
  private readonly scratch: BlockScratch;
  /** By row as stored: the row of the batch, counted from `from`; and the reverse. Both in scratch memory. */
  private readonly arrivalOf: Uint32Array;
  private readonly storedOf: Uint32Array;

  constructor(batch: RowBatch, from: number, to: number, firstSequence: number) {
    this.batch = batch;
    this.from = from;
    this.rowCount = to - from;
    this.firstSequence = firstSequence;
    this.scratch = scratchFor(this.rowCount);
    this.arrivalOf = this.scratch.arrivalOf.subarray(0, this.rowCount);
    this.storedOf = this.scratch.storedOf.subarray(0, this.rowCount);
  }

  build(): BlockParts {
    const { batch, from, rowCount } = this;
    const ms = batch.timeMs.subarray(from, from + rowCount);
    const subMs = batch.timeSubMs.subarray(from, from + rowCount);
    const byTime = timeOrder(ms, subMs, rowCount);
    const messages = this.valuesOf(batch.columns[MESSAGE_FIELD_ID]);
    const tokens = messages.ranges.count >= TEMPLATE_ROWS_MIN ? tokenizeTemplates(messages.ranges) : null;
    const { clusters, clusterCount } = this.clusterRows(byTime, tokens, messages.rows);
    const order = new RowOrder(clusters, clusterCount);
    this.placeRows(order, byTime);
    // The tokens live in scratch memory until texts are tokenized again, so the message comes first.
    const message = tokens === null ? null : this.encodeMessage(tokens, messages.rows);
    const { keys, columns, columnOfField } = this.encodeColumns(message);
    const { shapes, shapeCodes } = this.collectShapes(columnOfField);
    const times = gatherTimes(ms, subMs, batch.timeFormats.subarray(from, from + rowCount), byTime);
    return {
      rowCount,
      order,
      clusterCount,
      ...times,
      firstSequence: this.firstSequence,
      sequenceOffsets: byTime,
      shapes,
      shapeCodes,
      keys,
      columns,
    };
  }

  /** The part of a field's values that lies in this block, with rows counted from `from`. */
  private valuesOf(values: FieldValues | undefined): BlockValues {
    const { bytes } = this.batch;
    if (values === undefined) {
      const none = new Int32Array(0);
      return { rows: none, ranges: { bytes, starts: none, ends: none, count: 0 }, dictionary: null, codes: NO_CODES };
    }
    const start = this.from === 0 ? 0 : lowerBound(values.rows, values.count, this.from);
    const end = lowerBound(values.rows, values.count, this.from + this.rowCount);
    let rows = values.rows.subarray(start, end);
    if (this.from !== 0) rows = lessened(rows, this.from);
    const { dictionary } = values;
    return {
      rows,
      ranges: {
        bytes,
        starts: values.starts.subarray(start, end),
        ends: values.ends.subarray(start, end),
        count: end - start,
      },
      dictionary,
      codes: dictionary === null ? NO_CODES : values.codes.subarray(start, end),
    };
  }

  /** The cluster of each row in time order: its message template, or its shape where messages have no templates. */
  private clusterRows(
    byTime: Uint32Array | null,
    tokens: TemplateTokens | null,
    messageRows: Int32Array,
  ): { clusters: Uint32Array; clusterCount: number } {
    const { rowCount } = this;
    // The block keeps it where rows came in the order of time.
    const byArrival = byTime === null ? new Uint32Array(rowCount) : this.scratch.values.subarray(0, rowCount);
    let clusterCount: number;
    if (tokens !== null) {
      clusterCount = tokens.templates.count + 1;
      byArrival.fill(tokens.templates.count);
      scatter(tokens.codes, messageRows, byArrival);
    } else {
      const codes = new Map<number, number>();
      for (let row = 0; row < rowCount; row++) byArrival[row] = codeOf(codes, this.batch.shapeIds[this.from + row]!);
      clusterCount = Math.max(1, codes.size);
    }
    if (byTime === null) return { clusters: byArrival, clusterCount };
    const clusters = new Uint32Array(rowCount);
    gatherUints(byArrival, byTime, clusters);
    return { clusters, clusterCount };
  }

  private placeRows(order: RowOrder, byTime: Uint32Array | null): void {
    if (byTime === null) placeInOrder(order.byTime, this.arrivalOf, this.storedOf);
    else placeByTime(order.byTime, byTime, this.arrivalOf, this.storedOf);
  }

  private encodeMessage(tokens: TemplateTokens, messageRows: Int32Array): ValueColumn {
    const { rows, values } = this.place(messageRows);
    return TemplateColumn.build(rows, tokens, values);
  }

  private encodeColumns(message: ValueColumn | null): {
    keys: ColumnKey[];
    columns: ValueColumn[];
    columnOfField: Map<number, number>;
  } {
    const { batch } = this;
    const keys: ColumnKey[] = [];
    const columns: ValueColumn[] = [];
    const columnOfField = new Map<number, number>();
    for (const field of batch.fieldIds) {
      const values = this.valuesOf(batch.columns[field]);
      if (values.ranges.count === 0) continue;
      columnOfField.set(field, columns.length);
      keys.push({ name: batch.fields.names[field]!, occurrence: batch.fields.occurrences[field]! });
      if (field === MESSAGE_FIELD_ID && message !== null) columns.push(message);
      else columns.push(this.encodeField(values));
    }
    return { keys, columns, columnOfField };
  }

  private encodeField({ rows: arrivals, ranges, dictionary, codes }: BlockValues): ValueColumn {
    const { rows, values } = this.place(arrivals);
    const coded = dictionary === null ? null : encodeCodes(rows, dictionary, codes, values);
    if (coded !== null) return coded;
    const { starts, ends } = this.scratch;
    pick(ranges.starts, values, starts);
    pick(ranges.ends, values, ends);
    return encodeColumn(rows, { bytes: ranges.bytes, starts, ends, count: ranges.count });
  }

  /** The rows as stored of values given in order of arrival, and which value is at each of them: valid until the next call. */
  private place(arrivals: Int32Array): { rows: RowIndex; values: Uint32Array } {
    const { rowCount } = this;
    const count = arrivals.length;
    if (count === rowCount) return { rows: RowIndex.dense(rowCount), values: this.arrivalOf };
    const rows = new Uint32Array(count);
    const { valueAt, placed } = this.scratch;
    const values = this.scratch.values.subarray(0, count);
    markPlaces(arrivals, this.storedOf, valueAt, placed);
    listPlaces(placed, (rowCount + 31) >>> 5, valueAt, rows, values);
    return { rows: RowIndex.of(rowCount, rows), values };
  }

  private collectShapes(columnOfField: ReadonlyMap<number, number>): { shapes: BlockShape[]; shapeCodes: Uint32Array } {
    const { batch, rowCount, arrivalOf, from } = this;
    const ids = this.scratch.valueAt.subarray(0, rowCount);
    gatherShapeIds(batch.shapeIds, from, arrivalOf, ids);
    const codes = new Map<number, number>();
    const shapeCodes = new Uint32Array(rowCount);
    for (let stored = 0; stored < rowCount; ) {
      const end = endOfRun(ids, stored);
      shapeCodes.fill(codeOf(codes, ids[stored]!), stored, end);
      stored = end;
    }
    const shapes: BlockShape[] = [];
    for (const id of codes.keys()) shapes.push(blockShape(batch.shapes[id]!, columnOfField));
    return { shapes, shapeCodes };
  }
}

function blockShape({ leaves, timeLeaf }: Shape, columnOfField: ReadonlyMap<number, number>): BlockShape {
  return {
    timeLeaf,
    leaves: leaves.map(({ path, type, field }) => ({
      path,
      type,
      column: field < 0 ? -1 : columnOfField.get(field)!,
    })),
  };
}

/** The values of a field in a block, in order of arrival, and their codes where the field has a dictionary. */
interface BlockValues {
  readonly rows: Int32Array;
  readonly ranges: ByteRanges;
  readonly dictionary: FieldDictionary | null;
  readonly codes: Uint16Array;
}

const NO_CODES = new Uint16Array(0);

function gatherTimes(
  ms: Float64Array,
  subMs: Int32Array,
  formats: Int32Array,
  byTime: Uint32Array | null,
): { timeMs: Float64Array; timeSubMs: Uint32Array | null; timeFormats: Uint32Array } {
  const timeMs = ms.slice();
  const timeSubMs = isAllZero(subMs) ? null : new Uint32Array(subMs);
  const timeFormats = new Uint32Array(formats);
  if (byTime !== null) {
    gatherFloats(ms, byTime, timeMs);
    if (timeSubMs !== null) gatherInts(subMs, byTime, timeSubMs);
    gatherInts(formats, byTime, timeFormats);
  }
  return { timeMs, timeSubMs, timeFormats };
}

function codeOf(codes: Map<number, number>, id: number): number {
  let code = codes.get(id);
  if (code === undefined) {
    code = codes.size;
    codes.set(id, code);
  }
  return code;
}

/** The first position in the ascending `values[0..count)` that is not below `wanted`. */
function lowerBound(values: Int32Array, count: number, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
