import type { FilterNode, TypedRangeNode } from '../logsql/filter-node.ts';
import type { Block } from '../segments/block.ts';
import type { LeafGroup, SharedLeaf, Turn } from './shared-leaf.ts';

/** Leaves from which sorting the numbers is cheaper than comparing all of them for each leaf. */
const TOGETHER_MIN = 8;

/**
 * The leaves of all rules that ask whether one field is a number within bounds. Where there are many, the numbers of a block are
 * sorted once, and a leaf is the rows between two places.
 */
export class NumberLeaves implements LeafGroup {
  private readonly field: string;
  private readonly turn: Turn;
  private readonly ranges = new Map<SharedLeaf, TypedRangeNode>();
  private turnNumber = -1;
  private sorted: SortedNumbers | null = null;

  constructor(field: string, turn: Turn) {
    this.field = field;
    this.turn = turn;
  }

  add(node: FilterNode, leaf: SharedLeaf): boolean {
    if (rangeFieldOf(node) === null) return false;
    this.ranges.set(leaf, node as TypedRangeNode);
    return true;
  }

  begin(block: Block): void {
    if (this.turnNumber === this.turn.number) return;
    this.turnNumber = this.turn.number;
    this.sorted = null;
    if (this.ranges.size < TOGETHER_MIN || block.column(this.field) !== undefined) return;
    for (const leaf of this.ranges.keys()) leaf.settle(null);
  }

  narrow(leaf: SharedLeaf, block: Block): boolean {
    if (this.ranges.size < TOGETHER_MIN) return false;
    this.sorted ??= sortedNumbers(block, this.field);
    const { numbers, rows } = this.sorted;
    const { low, lowInclusive, high, highInclusive } = this.ranges.get(leaf)!;
    const end = firstAbove(numbers, high, highInclusive);
    const passing = this.turn.arena.take(block.rowCount);
    for (let i = firstAbove(numbers, low, !lowInclusive); i < end; i++) passing.set(rows[i]!);
    leaf.settle(passing);
    return false;
  }
}

/** The field of a node that asks for a number within bounds, if it does and doubles are exact near its bounds. */
export function rangeFieldOf(node: FilterNode): string | null {
  if (node.kind !== 'typed-range' || node.field === '_time') return null;
  return [node.low, node.high].every((bound) => !Number.isFinite(bound) || Number.isSafeInteger(Math.trunc(bound)))
    ? node.field
    : null;
}

interface SortedNumbers {
  readonly numbers: Float64Array;
  readonly rows: Uint32Array;
}

/** The finite numbers of a column, ascending, with their rows; only values that are numbers in JSON too. */
function sortedNumbers(block: Block, field: string): SortedNumbers {
  const column = block.column(field)!;
  const values = column.numbers();
  const indexes: number[] = [];
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index]!) && block.typeOf(field, column.rows.rowAt(index)) === 'number')
      indexes.push(index);
  }
  indexes.sort((a, b) => values[a]! - values[b]!);
  return {
    numbers: Float64Array.from(indexes, (index) => values[index]!),
    rows: Uint32Array.from(indexes, (index) => column.rows.rowAt(index)),
  };
}

/** The first place of a number above a bound, or at or above it. */
function firstAbove(numbers: Float64Array, bound: number, isStrict: boolean): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const number = numbers[middle]!;
    if (number < bound || (isStrict && number === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}
