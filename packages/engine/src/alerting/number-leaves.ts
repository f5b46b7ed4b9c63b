import type { Bitmap } from '../bytes/bitmap.ts';
import type { NumberRange } from '../columns/value-predicate.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import type { Block } from '../segments/block.ts';
import type { LeafGroup, SharedLeaf, Turn } from './shared-leaf.ts';

/** Leaves from which sorting the rows is cheaper than comparing all of them for each leaf. */
const TOGETHER_MIN = 8;

/** A share of the block's rows so small that looking at each of them is cheaper than a set of all that pass. */
const FEW_ROWS_SHARE = 1 / 16;

/**
 * The leaves of all rules that ask whether one field is a number within bounds. Where there are many, the rows of a block are put into
 * buckets once, and a leaf is the rows of some neighbouring buckets. Of n distinct bounds, bucket 2i + 1 has the numbers that are
 * equal to bound i, bucket 2i those between bounds i - 1 and i.
 */
export class NumberLeaves implements LeafGroup {
  private readonly field: string;
  private readonly turn: Turn;
  private readonly ranges = new Map<SharedLeaf, NumberRange>();
  private turnNumber = -1;
  private bounds: Float64Array | null = null;
  private rows: RowsByBucket | null = null;

  constructor(field: string, turn: Turn) {
    this.field = field;
    this.turn = turn;
  }

  add(node: QueryFilterNode, leaf: SharedLeaf): boolean {
    if (rangeFieldOf(node) === null) return false;
    this.ranges.set(leaf, node as NumberRange & QueryFilterNode);
    return true;
  }

  begin(block: Block): void {
    if (this.turnNumber === this.turn.number) return;
    this.turnNumber = this.turn.number;
    this.rows = null;
    if (this.ranges.size < TOGETHER_MIN || block.column(this.field) !== undefined) return;
    for (const leaf of this.ranges.keys()) leaf.settle(null);
  }

  narrow(leaf: SharedLeaf, block: Block, selection: Bitmap): boolean {
    if (this.ranges.size < TOGETHER_MIN) return false;
    const range = this.ranges.get(leaf)!;
    if (selection.count() <= block.rowCount * FEW_ROWS_SHARE) {
      testRows(block, this.field, range, selection);
      return true;
    }
    this.bounds ??= distinctBounds([...this.ranges.values()]);
    this.rows ??= rowsByBucket(block, this.field, this.bounds);
    const { rows, starts } = this.rows;
    const lowBucket = 2 * placeOf(this.bounds, range.low) + (range.lowInclusive ? 1 : 2);
    const highBucket = 2 * placeOf(this.bounds, range.high) + (range.highInclusive ? 1 : 0);
    const passing = this.turn.arena.take(block.rowCount);
    const end = starts[highBucket + 1]!;
    for (let i = starts[lowBucket]!; i < end; i++) passing.set(rows[i]!);
    leaf.settle(passing);
    return false;
  }
}

function testRows(block: Block, field: string, range: NumberRange, selection: Bitmap): void {
  const column = block.column(field)!;
  const values = column.numbers();
  for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
    const index = column.rows.indexOf(row);
    const passes = index >= 0 && isWithin(values[index]!, range) && block.typeOf(field, row) === 'number';
    if (!passes) selection.clear(row);
  }
}

function isWithin(value: number, { low, lowInclusive, high, highInclusive }: NumberRange): boolean {
  return (
    Number.isFinite(value) &&
    (value > low || (lowInclusive && value === low)) &&
    (value < high || (highInclusive && value === high))
  );
}

/** The field of a node that asks for a number within bounds, if it does and doubles are exact near its bounds. */
export function rangeFieldOf(node: QueryFilterNode): string | null {
  if (node.kind !== 'typed-range' || node.field === '_time') return null;
  return isExactBound(node.low) && isExactBound(node.high) ? node.field : null;
}

function isExactBound(bound: number | bigint): boolean {
  return typeof bound === 'number' && (!Number.isFinite(bound) || Number.isSafeInteger(Math.trunc(bound)));
}

interface RowsByBucket {
  readonly rows: Uint32Array;
  /** Bucket b has the rows from `starts[b]` to `starts[b + 1]`. */
  readonly starts: Uint32Array;
}

function distinctBounds(ranges: readonly NumberRange[]): Float64Array {
  return Float64Array.from(new Set(ranges.flatMap(({ low, high }) => [low, high]))).sort();
}

/** Puts the rows with a finite number, one that is a number in JSON too, into buckets: a counting sort. */
function rowsByBucket(block: Block, field: string, bounds: Float64Array): RowsByBucket {
  const column = block.column(field)!;
  const values = column.numbers();
  const buckets = new Int32Array(values.length).fill(-1);
  const starts = new Uint32Array(2 * bounds.length + 2);
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value) || block.typeOf(field, column.rows.rowAt(index)) !== 'number') continue;
    const place = placeOf(bounds, value);
    const bucket = 2 * place + (bounds[place] === value ? 1 : 0);
    buckets[index] = bucket;
    starts[bucket + 1]!++;
  }
  for (let bucket = 1; bucket < starts.length; bucket++) starts[bucket]! += starts[bucket - 1]!;
  const next = starts.slice();
  const rows = new Uint32Array(starts.at(-1)!);
  for (let index = 0; index < values.length; index++) {
    const bucket = buckets[index]!;
    if (bucket >= 0) rows[next[bucket]!++] = column.rows.rowAt(index);
  }
  return { rows, starts };
}

/** The first bound at or above a number. */
function placeOf(bounds: Float64Array, number: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bounds[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
