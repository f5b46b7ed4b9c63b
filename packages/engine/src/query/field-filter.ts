import { Bitmap } from '../bytes/bitmap.ts';
import type { Column } from '../columns/column.ts';
import type { Decision, ValuePredicate } from '../columns/value-predicate.ts';
import type { Block } from '../segments/block.ts';
import type { BoundFilter } from './bound-filter.ts';
import { columnOf } from './time-column.ts';

/** A predicate on the text of one field. The directory knows nothing of the texts of `_time`. */
export class FieldFilter implements BoundFilter {
  readonly field: string;
  readonly predicate: ValuePredicate;
  readonly cost: number;
  private readonly missingPasses: boolean;
  // A plan asks about one block several times in a row: to skip it, to count it, and to order the parts of a conjunction.
  private lastBlock: Block | undefined;
  private lastCounted: ReturnType<Block['countByDirectory']>;

  constructor(field: string, predicate: ValuePredicate, cost: number) {
    this.field = field;
    this.predicate = predicate;
    this.cost = cost;
    this.missingPasses = predicate.test('');
  }

  decide(block: Block): Decision {
    if (this.field === '_time') return 'some';
    const counted = this.counted(block);
    if (counted === undefined) return block.mayMatch(this.field, this.predicate) ? 'some' : 'none';
    if (counted.sure === block.rowCount) return 'all';
    return counted.sure + counted.unsure === 0 ? 'none' : 'some';
  }

  count(block: Block): number | undefined {
    if (this.field === '_time') return undefined;
    const counted = this.counted(block);
    if (counted !== undefined && counted.unsure === 0) return counted.sure;
    return block.mayMatch(this.field, this.predicate) ? undefined : 0;
  }

  private counted(block: Block): ReturnType<Block['countByDirectory']> {
    if (block !== this.lastBlock) {
      this.lastCounted = block.countByDirectory(this.field, this.predicate);
      this.lastBlock = block;
    }
    return this.lastCounted;
  }

  apply(block: Block, selection: Bitmap): void {
    if (block.narrowByTemplates?.(this.field, this.predicate, selection) === true) return;
    const column = columnOf(block, this.field);
    const rows = column === undefined ? undefined : block.candidateRows?.(this.field, this.predicate);
    if (column !== undefined && rows !== undefined) narrowToRows(column, this.predicate, rows, selection);
    else if (column !== undefined) column.narrow(this.predicate, selection);
    else if (!this.missingPasses) selection.words.fill(0);
  }
}

/** Above this share of the rows a column tests all of them faster than a few by their texts. */
const CANDIDATE_SHARE_MAX = 1 / 16;

/** As `Column.narrow`, where all rows that pass are known to be among `rows`. */
function narrowToRows(column: Column, predicate: ValuePredicate, rows: Uint32Array, selection: Bitmap): void {
  const kept = new Bitmap(selection.size);
  const isFew = rows.length <= selection.size * CANDIDATE_SHARE_MAX;
  for (const row of rows) {
    if (selection.has(row) && (!isFew || predicate.test(column.text(row)))) kept.set(row);
  }
  selection.and(kept);
  if (!isFew) column.narrow(predicate, selection);
}
