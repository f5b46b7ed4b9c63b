import type { ValueColumn } from '../columns/value-column.ts';
import { ColumnValues } from './column-values.ts';
import { EXACT_INDEX_KIND, ExactIndex } from './exact-index.ts';
import type { FieldIndex } from './field-index.ts';
import { type IndexFailure, IndexPart } from './index-part.ts';

const NO_INDEXES: readonly FieldIndex[] = [];

/** The indexes of a store, by field: those that new blocks get, and those that parts in files can be read by. */
export class FieldIndexes {
  /** No field has an index. Exact ones in files are read all the same. */
  static readonly NONE: FieldIndexes = new FieldIndexes([]);

  private readonly byField = new Map<string, readonly FieldIndex[]>();
  private readonly onFailure: IndexFailure;

  /** @param indexes each field and kind once; a name stands for the exact index of that field */
  constructor(indexes: readonly (string | FieldIndex)[], onFailure: IndexFailure = () => undefined) {
    for (const given of indexes) {
      const index = typeof given === 'string' ? new ExactIndex(given) : given;
      this.byField.set(index.field, [...this.of(index.field), index]);
    }
    this.onFailure = onFailure;
  }

  get isEmpty(): boolean {
    return this.byField.size === 0;
  }

  /** The fields that have indexes. */
  get fields(): Iterable<string> {
    return this.byField.keys();
  }

  /** The indexes that a field is to have. */
  of(field: string): readonly FieldIndex[] {
    return this.byField.get(field) ?? NO_INDEXES;
  }

  /** The parts for the values of a column; an index that throws has none. @param present parts that are there already */
  build(field: string, column: ValueColumn, present: readonly IndexPart[] = []): IndexPart[] {
    const parts = [...present];
    const values = new ColumnValues(column);
    for (const index of this.of(field)) {
      if (present.some(({ kind }) => kind === index.kind)) continue;
      const bytes = this.attempt(index, values);
      if (bytes !== undefined)
        parts.push(new IndexPart(index.kind, bytes, column.rows.rowCount, index, this.onFailure));
    }
    return parts;
  }

  /** A part as it was read from a file. */
  part(field: string, kind: string, bytes: Uint8Array, rowCount: number): IndexPart {
    const known = this.of(field).find((index) => index.kind === kind);
    const index = known ?? (kind === EXACT_INDEX_KIND ? new ExactIndex(field) : undefined);
    return new IndexPart(kind, bytes, rowCount, index, this.onFailure);
  }

  private attempt(index: FieldIndex, values: ColumnValues): Uint8Array | undefined {
    try {
      const bytes = index.build(values);
      // A copy: the index may fill the same memory again for the next block.
      if (bytes === undefined || bytes instanceof Uint8Array) return bytes?.slice();
      throw new TypeError('build gave neither bytes nor undefined');
    } catch (error) {
      this.onFailure(index, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
