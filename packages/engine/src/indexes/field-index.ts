import type { ValuePredicate } from '../columns/value-predicate.ts';

/** The values of a field in one block: those of the rows that have one. None is the empty text. */
export interface IndexedValues {
  /** Rows of the block. */
  readonly rowCount: number;
  /** Rows that have a value; at least one. Values are numbered from 0, in the order of their rows. */
  readonly count: number;
  /** The row of a value, from 0 to `rowCount - 1`; ascending with `index`. */
  rowAt(index: number): number;
  /** The text of a value: a string as it is, a number as it was written, lists and booleans as JSON. */
  text(index: number): string;
  /**
   * By value: 32 bits that are equal wherever two values are equal, as texts or as numbers (`5` and `5.0`; see `equalityKey`).
   * Computed once and shared by all indexes of the field.
   */
  equalityHashes(): Uint32Array;
}

/** Answers from what an index stored for one block. */
export interface FieldIndexReader {
  /**
   * Rows among which are all rows with a value that passes: ascending, each once. There may be others; every row is tested
   * before it is part of a result. None at all when surely no value passes; undefined when the index cannot tell.
   */
  candidates(predicate: ValuePredicate): Uint32Array | undefined;
}

/**
 * A kind of index over the values of one field. Each block of a segment gets a part of its own, made when the block is made
 * and kept in the footer of the segment; merging copies it with the block.
 *
 * An index never decides what passes, it only says where to look, so that a query gives the same rows with and without it.
 * What it must not do is leave out a row that passes.
 */
export interface FieldIndex {
  /** The field whose values it sees, under the name that queries use: `user.id`, `_msg`. */
  readonly field: string;
  /**
   * Names the kind in segment files, in 1 to 64 letters, digits, `_`, `-` and `.`. Parts are read only by an index of the same
   * field and kind: whatever changes the bytes or their meaning takes another name.
   */
  readonly kind: string;
  /** The part for the values of a block; undefined where it is not worth one. The same values always give the same bytes. */
  build(values: IndexedValues): Uint8Array | undefined;
  /** Opens what `build` gave for a block of `rowCount` rows. Throws for bytes that it cannot have given. */
  open(part: Uint8Array, rowCount: number): FieldIndexReader;
}
