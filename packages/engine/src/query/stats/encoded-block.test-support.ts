import { byteRangesOf } from '../../columns/byte-ranges.ts';
import type { Column } from '../../columns/column.ts';
import { encodeColumn } from '../../columns/encode-column.ts';
import { RowIndex } from '../../columns/row-index.ts';
import { ArrayBlock, type BlockPowers, type TestRow, textOfValue } from '../array-block.test-support.ts';

/** A block over rows in memory whose columns are encoded as those of stored blocks. */
export class EncodedBlock extends ArrayBlock {
  private readonly testRows: readonly TestRow[];
  private readonly columns = new Map<string, Column>();

  constructor(rows: readonly TestRow[], powers: BlockPowers) {
    super(rows, powers);
    this.testRows = rows;
  }

  override column(field: string): Column | undefined {
    if (!this.fieldNames.includes(field)) return undefined;
    let column = this.columns.get(field);
    if (column === undefined) {
      const texts = this.testRows.map((row) => textOfValue(row.fields[field]));
      const present = texts.flatMap((text, row) => (text === '' ? [] : [row]));
      column = encodeColumn(
        RowIndex.of(texts.length, Uint32Array.from(present)),
        byteRangesOf(texts.filter((text) => text !== '')),
      );
      this.columns.set(field, column);
    }
    return column;
  }
}
