import type { Bitmap } from '../bytes/bitmap.ts';
import type { Column } from '../columns/column.ts';
import { ConstantColumn } from '../columns/constant-column.ts';
import { DictionaryColumn } from '../columns/dictionary-column.ts';
import { RowIndex } from '../columns/row-index.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { type Block, type JsonType, NO_TENANT_DIGITS, type Timeline } from '../segments/block.ts';
import { NO_STREAM, STREAM_FIELD, STREAM_FIELDS, STREAM_ID_FIELD, streamIdOf } from './stream-id.ts';

type Counts = ReturnType<Block['countByDirectory']>;

/**
 * A block of stored rows each of which has its stream: `_stream` is `{}` where a row came without, and `_stream_id` is made of
 * `_stream` where a row came without. All else is as in the block. One constant where no row came with a stream.
 */
export class StreamBlock implements Block {
  /** As it is stored. */
  readonly inner: Block;
  /** Those of the two fields that every row has; the other one is as it is stored. */
  readonly completed: readonly string[];
  private cachedFieldNames: readonly string[] | null = null;
  private readonly columns = new Map<string, Column>();

  constructor(inner: Block, completed: readonly string[]) {
    this.inner = inner;
    this.completed = completed;
  }

  private completes(field: string): boolean {
    return this.completed.includes(field);
  }

  get rowCount(): number {
    return this.inner.rowCount;
  }

  get tenantDigits(): string {
    return this.inner.tenantDigits ?? NO_TENANT_DIGITS;
  }

  get minTimeMs(): number {
    return this.inner.minTimeMs;
  }

  get maxTimeMs(): number {
    return this.inner.maxTimeMs;
  }

  get deleted(): Bitmap | null {
    return this.inner.deleted;
  }

  get reads(): number {
    return this.inner.reads ?? 0;
  }

  get fieldNames(): readonly string[] {
    this.cachedFieldNames ??= [...new Set([...this.inner.fieldNames, ...this.completed])];
    return this.cachedFieldNames;
  }

  column(field: string): Column | undefined {
    if (!this.completes(field)) return this.inner.column(field);
    let column = this.columns.get(field);
    if (column === undefined) {
      column = field === STREAM_FIELD ? this.streams() : this.streamIds();
      this.columns.set(field, column);
    }
    return column;
  }

  private streams(): Column {
    const stored = this.stores(STREAM_FIELD) ? this.inner.column(STREAM_FIELD) : undefined;
    if (stored === undefined) return new ConstantColumn(RowIndex.dense(this.rowCount), NO_STREAM);
    if (stored.rows.rows === null) return stored;
    return columnOf(this.rowCount, (row) => stored.text(row) || NO_STREAM);
  }

  private streamIds(): Column {
    const stored = this.stores(STREAM_ID_FIELD) ? this.inner.column(STREAM_ID_FIELD) : undefined;
    if (stored?.rows.rows === null) return stored;
    const streams = this.streams();
    if (stored === undefined && streams instanceof ConstantColumn)
      return new ConstantColumn(streams.rows, streamIdOf(streams.value, this.tenantDigits));
    const ids = new Map<string, string>();
    return columnOf(this.rowCount, (row) => {
      const own = stored?.text(row) ?? '';
      return own === '' ? idIn(ids, streams.text(row), this.tenantDigits) : own;
    });
  }

  private stores(field: string): boolean {
    return this.inner.fieldNames.includes(field);
  }

  indexedWords(field: string): readonly string[] | undefined {
    return this.completes(field) ? undefined : this.inner.indexedWords?.(field);
  }

  timeline(): Timeline {
    return this.inner.timeline();
  }

  sequenceOf(row: number): number {
    return this.inner.sequenceOf(row);
  }

  countByDirectory(field: string, predicate: ValuePredicate): Counts {
    if (!this.completes(field)) return this.inner.countByDirectory(field, predicate);
    const ofStream = this.onStoredStream(field, predicate);
    return ofStream === null ? undefined : this.inner.countByDirectory(STREAM_FIELD, ofStream);
  }

  countAllByDirectory(field: string, predicates: readonly ValuePredicate[]): Counts {
    return this.completes(field) ? undefined : this.inner.countAllByDirectory?.(field, predicates);
  }

  candidateRows(field: string, predicate: ValuePredicate): Uint32Array | undefined {
    return this.completes(field) ? undefined : this.inner.candidateRows?.(field, predicate);
  }

  narrowByTemplates(field: string, predicate: ValuePredicate, selection: Bitmap): boolean {
    return !this.completes(field) && (this.inner.narrowByTemplates?.(field, predicate, selection) ?? false);
  }

  mayMatch(field: string, predicate: ValuePredicate): boolean {
    if (!this.completes(field)) return this.inner.mayMatch(field, predicate);
    const ofStream = this.onStoredStream(field, predicate);
    return ofStream === null || this.inner.mayMatch(STREAM_FIELD, ofStream);
  }

  /** The predicate on what is stored in `_stream`; null where it is not that alone that decides. */
  private onStoredStream(field: string, predicate: ValuePredicate): ValuePredicate | null {
    if (field === STREAM_FIELD) return onStream(predicate, '');
    return this.stores(STREAM_ID_FIELD) ? null : onStreamId(predicate, this.tenantDigits);
  }

  valueCounts(field: string): ReadonlyMap<string, number> | undefined {
    if (!this.completes(field)) return this.inner.valueCounts(field);
    if (field === STREAM_ID_FIELD && this.stores(STREAM_ID_FIELD)) return undefined;
    const stored = this.stores(STREAM_FIELD) ? this.inner.valueCounts(STREAM_FIELD) : new Map<string, number>();
    if (stored === undefined) return undefined;
    const counts = new Map<string, number>();
    let left = this.rowCount;
    const add = (stream: string, rows: number): void => {
      const value = field === STREAM_FIELD ? stream : streamIdOf(stream, this.tenantDigits);
      counts.set(value, (counts.get(value) ?? 0) + rows);
      left -= rows;
    };
    for (const [stream, rows] of stored) add(stream, rows);
    if (left > 0) add(NO_STREAM, left);
    return counts;
  }

  typeOf(field: string, row: number): JsonType {
    const type = this.inner.typeOf(field, row);
    return type === 'missing' && this.completes(field) ? 'string' : type;
  }

  json(row: number): string {
    return this.inner.json(row);
  }
}

/** The block as it is stored. */
export function storedBlock(block: Block): Block {
  return block instanceof StreamBlock ? block.inner : block;
}

export function isStreamField(field: string): boolean {
  return STREAM_FIELDS.includes(field);
}

function columnOf(rowCount: number, textOf: (row: number) => string): Column {
  const values: string[] = [];
  const known = new Map<string, number>();
  const codes = new Uint32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const text = textOf(row);
    let code = known.get(text);
    if (code === undefined) {
      code = values.push(text) - 1;
      known.set(text, code);
    }
    codes[row] = code;
  }
  const list = { count: values.length, text: (index: number): string => values[index]! };
  return new DictionaryColumn(RowIndex.dense(rowCount), list, codes);
}

function idIn(ids: Map<string, string>, stream: string, tenantDigits: string): string {
  let id = ids.get(stream);
  if (id === undefined) {
    id = streamIdOf(stream, tenantDigits);
    ids.set(stream, id);
  }
  return id;
}

// Segments remember what they decided for a predicate, so that there is one for each.
const onStream = remembered((predicate, stream) => predicate.test(stream || NO_STREAM));
const onStreamId = remembered((predicate, stream, tenantDigits) =>
  predicate.test(streamIdOf(stream || NO_STREAM, tenantDigits)),
);

function remembered(
  test: (predicate: ValuePredicate, stored: string, tenantDigits: string) => boolean,
): (predicate: ValuePredicate, tenantDigits: string) => ValuePredicate {
  const made = new WeakMap<ValuePredicate, Map<string, ValuePredicate>>();
  return (predicate, tenantDigits) => {
    let ofTenants = made.get(predicate);
    if (ofTenants === undefined) {
      ofTenants = new Map();
      made.set(predicate, ofTenants);
    }
    let changed = ofTenants.get(tenantDigits);
    if (changed === undefined) {
      changed = { test: (stored) => test(predicate, stored, tenantDigits) };
      ofTenants.set(tenantDigits, changed);
    }
    return changed;
  };
}
