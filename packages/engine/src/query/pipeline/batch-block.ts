import type { Bitmap } from '../../bytes/bitmap.ts';
import type { Column, DictionaryView, EncodingName } from '../../columns/column.ts';
import { RowIndex } from '../../columns/row-index.ts';
import type { ValuePredicate } from '../../columns/value-predicate.ts';
import { instantFromNs } from '../../entry/instant.ts';
import { parseTimestampNs } from '../../entry/timestamp.ts';
import type { Block, JsonType, Timeline } from '../../segments/block.ts';
import { pickCodes } from './picked-values.ts';
import type { BatchDictionary, ResultBatch } from './result-batch.ts';

/**
 * A batch seen as a block, so that every filter works on the results of pipes as it works on stored rows. It knows
 * nothing without looking at its values.
 */
export class BatchBlock implements Block {
  readonly rowCount: number;
  readonly isResult: boolean = true;
  readonly minTimeMs: number = Number.NEGATIVE_INFINITY;
  readonly maxTimeMs: number = Number.POSITIVE_INFINITY;
  readonly deleted: null = null;
  readonly fieldNames: readonly string[];
  private readonly batch: ResultBatch;
  private readonly columns = new Map<string, BatchColumn>();
  private cachedTimeline: Timeline | null = null;

  constructor(batch: ResultBatch) {
    this.batch = batch;
    this.rowCount = batch.rowCount;
    this.fieldNames = batch.fieldNames;
  }

  column(field: string): Column | undefined {
    if (!this.fieldNames.includes(field)) return undefined;
    let column = this.columns.get(field);
    if (column === undefined) {
      column = new BatchColumn(this.batch, field);
      this.columns.set(field, column);
    }
    return column;
  }

  timeline(): Timeline {
    this.cachedTimeline ??= timelineOf(this.batch);
    return this.cachedTimeline;
  }

  sequenceOf(row: number): number {
    return row;
  }

  countByDirectory(): undefined {
    return undefined;
  }

  mayMatch(): boolean {
    return true;
  }

  valueCounts(): undefined {
    return undefined;
  }

  typeOf(field: string, row: number): JsonType {
    if (this.batch.isNumber(field, row)) return 'number';
    return this.batch.texts(field)[row] === '' ? 'missing' : 'string';
  }

  json(row: number): string {
    const texts = this.fieldNames.map((field) => [field, this.batch.texts(field)[row]] as const);
    return JSON.stringify(Object.fromEntries(texts.filter(([, text]) => text !== '')));
  }
}

/** A field of a batch: its rows with a text have a value. */
class BatchColumn implements Column {
  readonly encoding: EncodingName = 'text';
  readonly memoryBytes: number = 0;
  private readonly batch: ResultBatch;
  private readonly field: string;
  private cachedRows: RowIndex | null = null;

  constructor(batch: ResultBatch, field: string) {
    this.batch = batch;
    this.field = field;
  }

  get rows(): RowIndex {
    this.cachedRows ??= presentRows(this.batch, this.field);
    return this.cachedRows;
  }

  text(row: number): string {
    return this.batch.texts(this.field)[row]!;
  }

  valueText(index: number): string {
    return this.text(this.rows.rowAt(index));
  }

  narrow(predicate: ValuePredicate, selection: Bitmap): void {
    const dictionary = this.batch.dictionary(this.field);
    if (dictionary === null) narrowTexts(this.batch.texts(this.field), predicate, selection);
    else narrowCodes(dictionary, predicate, selection);
  }

  numbers(): Float64Array {
    const numbers = this.batch.numbers(this.field);
    return this.rows.rows === null ? numbers : Float64Array.from(this.rows.rows, (row) => numbers[row]!);
  }

  dictionary(): DictionaryView | null {
    const dictionary = this.batch.dictionary(this.field);
    if (dictionary === null || this.rows.rows === null) return dictionary;
    return pickCodes(dictionary, this.rows.rows);
  }
}

function presentRows(batch: ResultBatch, field: string): RowIndex {
  const rows: number[] = [];
  batch.texts(field).forEach((text, row) => {
    if (text !== '') rows.push(row);
  });
  return RowIndex.of(batch.rowCount, Uint32Array.from(rows));
}

function narrowTexts(texts: readonly string[], predicate: ValuePredicate, selection: Bitmap): void {
  for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
    if (!predicate.test(texts[row]!)) selection.clear(row);
  }
}

/** Each value is tested when the first selected row has it. */
function narrowCodes({ values, codes }: BatchDictionary, predicate: ValuePredicate, selection: Bitmap): void {
  const verdicts = new Uint8Array(values.length);
  for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
    const code = codes[row]!;
    if (verdicts[code] === 0) verdicts[code] = predicate.test(values[code]!) ? 1 : 2;
    if (verdicts[code] === 2) selection.clear(row);
  }
}

/** Times that a pipe made are read from their texts; a text that is no time lies before all. */
function timelineOf(batch: ResultBatch): Timeline {
  const { ms, subMs } = batch.times() ?? parseTimes(batch.texts('_time'));
  const order = new Uint32Array(batch.rowCount);
  for (let row = 0; row < order.length; row++) order[row] = row;
  order.sort((a, b) => ms[a]! - ms[b]! || (subMs === null ? 0 : subMs[a]! - subMs[b]!) || a - b);
  return { ms, subMs, order };
}

/** Sorts before every time that can be given. */
const NO_TIME_MS = -1e16;

function parseTimes(texts: readonly string[]): { ms: Float64Array; subMs: Uint32Array } {
  const ms = new Float64Array(texts.length).fill(NO_TIME_MS);
  const subMs = new Uint32Array(texts.length);
  texts.forEach((text, row) => {
    const ns = parseTimestampNs(text);
    const instant = ns === undefined ? undefined : instantFromNs(ns);
    if (instant === undefined) return;
    ms[row] = instant.ms;
    subMs[row] = instant.subMs;
  });
  return { ms, subMs };
}
