import type { Column } from '../columns/column.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import type { BlockParts, ColumnKey } from './block-parts.ts';
import type { BlockRows } from './block-rows.ts';
import type { BlockShape } from './block-shape.ts';
import { BlockView } from './block-view.ts';

/** A block whose columns are all in memory: rows of the head, and blocks on their way to a file. */
export class MemoryBlock extends BlockView {
  readonly rowCount: number;
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
  readonly firstSequence: number;
  readonly parts: BlockParts;

  constructor(parts: BlockParts) {
    super();
    this.parts = parts;
    this.rowCount = parts.rowCount;
    this.firstSequence = parts.firstSequence;
    this.minTimeMs = parts.timeMs[0]!;
    this.maxTimeMs = parts.timeMs[parts.rowCount - 1]!;
  }

  countByDirectory(field: string, predicate: ValuePredicate): { sure: number; unsure: number } | undefined {
    if (this.places().has(field)) return undefined;
    return { sure: predicate.test('') ? this.rowCount : 0, unsure: 0 };
  }

  mayMatch(field: string, predicate: ValuePredicate): boolean {
    return this.places().has(field) || predicate.test('');
  }

  valueCounts(): undefined {
    return undefined;
  }

  protected keys(): readonly ColumnKey[] {
    return this.parts.keys;
  }

  protected shapes(): readonly BlockShape[] {
    return this.parts.shapes;
  }

  protected blockRows(): BlockRows {
    return this.parts;
  }

  protected columnAt(place: number): Column {
    return this.parts.columns[place]!;
  }
}
