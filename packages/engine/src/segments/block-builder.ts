import type { ByteRanges } from '../columns/byte-ranges.ts';
import { encodeColumn } from '../columns/encode-column.ts';
import { RowIndex } from '../columns/row-index.ts';
import { TemplateColumn } from '../columns/template-column.ts';
import { type TemplateTokens, tokenizeTemplates } from '../columns/template-tokenizer.ts';
import type { ValueColumn } from '../columns/value-column.ts';
import type { FieldDictionary } from '../ingest/field-dictionary.ts';
import { MESSAGE_FIELD_ID } from '../ingest/field-table.ts';
import type { FieldValues, RowBatch } from '../ingest/row-batch.ts';
import type { BlockParts, ColumnKey } from './block-parts.ts';
import type { BlockShape } from './block-shape.ts';
import { encodeCodes } from './encode-codes.ts';
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
  /** By row as stored: the row of the batch, counted from `from`; and the reverse. */
  private arrivalOf: Uint32Array = new Uint32Array(0);
  private storedOf: Uint32Array = new Uint32Array(0);
  /** Scratch: by row as stored, the value of the column being gathered. */
  private readonly valueAt: Int32Array;

  constructor(batch: RowBatch, from: number, to: number, firstSequence: number) {
    this.batch = batch;
    this.from = from;
    this.rowCount = to - from;
    this.firstSequence = firstSequence;
    this.valueAt = new Int32Array(this.rowCount);
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
    const start = lowerBound(values.rows, values.count, this.from);
    const end = lowerBound(values.rows, values.count, this.from + this.rowCount);
    let rows = values.rows.subarray(start, end);
    if (this.from !== 0) rows = rows.map((row) => row - this.from);
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
    const byArrival = new Uint32Array(rowCount);
    let clusterCount: number;
    if (tokens !== null) {
      clusterCount = tokens.templates.count + 1;
      byArrival.fill(tokens.templates.count);
      for (let i = 0; i < messageRows.length; i++) byArrival[messageRows[i]!] = tokens.codes[i]!;
    } else {
      const codes = new Map<number, number>();
      for (let row = 0; row < rowCount; row++) byArrival[row] = codeOf(codes, this.batch.shapeIds[this.from + row]!);
      clusterCount = Math.max(1, codes.size);
    }
    if (byTime === null) return { clusters: byArrival, clusterCount };
    const clusters = new Uint32Array(rowCount);
    for (let i = 0; i < rowCount; i++) clusters[i] = byArrival[byTime[i]!]!;
    return { clusters, clusterCount };
  }

  private placeRows(order: RowOrder, byTime: Uint32Array | null): void {
    const { rowCount } = this;
    this.arrivalOf = new Uint32Array(rowCount);
    this.storedOf = new Uint32Array(rowCount);
    for (let i = 0; i < rowCount; i++) {
      const arrival = byTime === null ? i : byTime[i]!;
      const stored = order.byTime[i]!;
      this.arrivalOf[stored] = arrival;
      this.storedOf[arrival] = stored;
    }
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
    const starts = new Int32Array(ranges.count);
    const ends = new Int32Array(ranges.count);
    for (let i = 0; i < ranges.count; i++) {
      const value = values[i]!;
      starts[i] = ranges.starts[value]!;
      ends[i] = ranges.ends[value]!;
    }
    return encodeColumn(rows, { bytes: ranges.bytes, starts, ends, count: ranges.count });
  }

  /** The rows as stored of values given in order of arrival, and which value is at each of them. */
  private place(arrivals: Int32Array): { rows: RowIndex; values: Uint32Array } {
    const { rowCount, storedOf } = this;
    const count = arrivals.length;
    if (count === rowCount) return { rows: RowIndex.dense(rowCount), values: this.arrivalOf };
    const values = new Uint32Array(count);
    if (count * 16 < rowCount) {
      const rows = new Uint32Array(count);
      const pairs = Array.from(arrivals, (arrival, value) => ({ stored: storedOf[arrival]!, value })).sort(
        (a, b) => a.stored - b.stored,
      );
      pairs.forEach(({ stored, value }, i) => {
        rows[i] = stored;
        values[i] = value;
      });
      return { rows: RowIndex.of(rowCount, rows), values };
    }
    const { valueAt } = this;
    valueAt.fill(-1);
    for (let i = 0; i < count; i++) valueAt[storedOf[arrivals[i]!]!] = i;
    const rows = new Uint32Array(count);
    let used = 0;
    for (let stored = 0; stored < rowCount; stored++) {
      const value = valueAt[stored]!;
      if (value < 0) continue;
      rows[used] = stored;
      values[used++] = value;
    }
    return { rows: RowIndex.of(rowCount, rows), values };
  }

  private collectShapes(columnOfField: ReadonlyMap<number, number>): { shapes: BlockShape[]; shapeCodes: Uint32Array } {
    const { batch, rowCount, arrivalOf, from } = this;
    const codes = new Map<number, number>();
    const shapes: BlockShape[] = [];
    const shapeCodes = new Uint32Array(rowCount);
    let lastId = -1;
    let lastCode = 0;
    for (let stored = 0; stored < rowCount; stored++) {
      const id = batch.shapeIds[from + arrivalOf[stored]!]!;
      if (id !== lastId) {
        lastCode = codeOf(codes, id);
        lastId = id;
        if (lastCode === shapes.length) {
          const { leaves, timeLeaf } = batch.shapes[id]!;
          shapes.push({
            timeLeaf,
            leaves: leaves.map(({ path, type, field }) => ({
              path,
              type,
              column: field < 0 ? -1 : columnOfField.get(field)!,
            })),
          });
        }
      }
      shapeCodes[stored] = lastCode;
    }
    return { shapes, shapeCodes };
  }
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
  const count = ms.length;
  const timeMs = new Float64Array(count);
  const timeSubMs = new Uint32Array(count);
  const timeFormats = new Uint32Array(count);
  let anySubMs = false;
  for (let i = 0; i < count; i++) {
    const arrival = byTime === null ? i : byTime[i]!;
    timeMs[i] = ms[arrival]!;
    timeSubMs[i] = subMs[arrival]!;
    timeFormats[i] = formats[arrival]!;
    if (subMs[arrival] !== 0) anySubMs = true;
  }
  return { timeMs, timeSubMs: anySubMs ? timeSubMs : null, timeFormats };
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
