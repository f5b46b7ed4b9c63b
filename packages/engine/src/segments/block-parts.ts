import type { ValueColumn } from '../columns/value-column.ts';
import type { BlockShape } from './block-shape.ts';
import type { RowOrder } from './row-order.ts';

/** A column's place in a block: its field, and which of several values of that field in a row it holds. */
export interface ColumnKey {
  readonly name: string;
  readonly occurrence: number;
}

/** Everything of a block, decoded: what the builder makes, the writer writes and the reader gives back. */
export interface BlockParts {
  readonly rowCount: number;
  readonly order: RowOrder;
  readonly clusterCount: number;
  /** In time order: ms since the Unix epoch (floor), ns within it (null: all 0), how the time was written. */
  readonly timeMs: Float64Array;
  readonly timeSubMs: Uint32Array | null;
  readonly timeFormats: Uint32Array;
  readonly firstSequence: number;
  /** In time order: sequence number minus `firstSequence`; null when that is the position itself. */
  readonly sequenceOffsets: Uint32Array | null;
  readonly shapes: readonly BlockShape[];
  /** By row as stored. */
  readonly shapeCodes: Uint32Array;
  readonly keys: readonly ColumnKey[];
  readonly columns: readonly ValueColumn[];
}
