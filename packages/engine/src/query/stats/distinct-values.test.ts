import { expect, test } from 'vitest';
import { HexColumn } from '../../columns/hex-column.ts';
import { RowIndex } from '../../columns/row-index.ts';
import { DistinctValues } from './distinct-values.ts';

test.each([0, 1, 2, 3, 4])('ids that begin %i bytes behind a word are told apart', (offset) => {
  for (const width of [8, 16]) {
    const ids = Buffer.alloc(offset + 3 * width, 7).subarray(offset);
    ids[width - 1] = 8;
    const values = new DistinctValues(0);
    values.begin(1);
    expect(values.addColumn(new HexColumn(RowIndex.dense(3), ids, width, false), null, null)).toBe(true);
    expect(values.count(0)).toBe(2);
  }
});
