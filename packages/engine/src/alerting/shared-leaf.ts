import type { Bitmap } from '../bytes/bitmap.ts';
import type { Decision } from '../columns/value-predicate.ts';
import type { BoundFilter } from '../query/bound-filter.ts';
import type { Block } from '../segments/block.ts';
import { BitmapArena } from './bitmap-arena.ts';

/** Which block is being evaluated. A new turn makes every leaf forget what it found in the last one. */
export class Turn {
  /** The row sets of this turn. */
  readonly arena: BitmapArena = new BitmapArena();
  private count = 0;

  get number(): number {
    return this.count;
  }

  begin(): void {
    this.count++;
    this.arena.reset();
  }
}

/** Leaves that find their rows together. */
export interface LeafGroup {
  /** Settles the leaves that it can for this turn's block, when the first of them is asked; does nothing when called again. */
  begin(block: Block): void;
  /**
   * Helps a leaf that is not settled: settles it, or else takes its failing rows out of `selection`.
   * @returns whether it did the latter
   */
  narrow(leaf: SharedLeaf, block: Block, selection: Bitmap): boolean;
}

/**
 * A leaf that several conditions use. For each turn the directory is asked once; the rows are found at most once for
 * all users, unless so few are left to look at that finding them all would cost more.
 */
export class SharedLeaf implements BoundFilter {
  readonly cost: number;
  private readonly filter: BoundFilter;
  private readonly turn: Turn;
  private group: LeafGroup | null = null;
  private users = 0;
  private turnNumber = -1;
  private decision: Decision = 'some';
  private rows: Bitmap | null = null;
  private applied = 0;

  /** @param cost takes the place of the filter's own cost where the rows are known beforehand */
  constructor(filter: BoundFilter, turn: Turn, cost: number = filter.cost) {
    this.filter = filter;
    this.turn = turn;
    this.cost = cost;
  }

  /** How often the filter itself has run. */
  get applyCount(): number {
    return this.applied;
  }

  /** The rows that pass, if they are known already; to be asked after `decide`. */
  get knownRows(): Bitmap | null {
    return this.rows;
  }

  /** One more condition uses this leaf. Returns this. */
  use(): this {
    this.users++;
    return this;
  }

  /** This leaf finds its rows together with others. */
  join(group: LeafGroup): void {
    this.group = group;
  }

  /** The rows that pass in this turn's block, told by somebody who knows; null for none of them. */
  settle(rows: Bitmap | null): void {
    this.turnNumber = this.turn.number;
    this.decision = rows === null ? 'none' : 'some';
    this.rows = rows;
  }

  decide(block: Block): Decision {
    if (this.turnNumber !== this.turn.number) this.group?.begin(block);
    if (this.turnNumber !== this.turn.number) {
      this.turnNumber = this.turn.number;
      this.rows = null;
      this.decision = this.filter.decide(block);
    }
    return this.decision;
  }

  count(): undefined {
    return undefined;
  }

  apply(block: Block, selection: Bitmap): void {
    const decision = this.decide(block);
    if (decision === 'all') return;
    if (decision === 'some' && this.rows === null && this.group?.narrow(this, block, selection)) return;
    // The group may have settled this leaf.
    if (this.decision === 'none') selection.words.fill(0);
    else if (this.rows === null && this.isCheaperAlone(block, selection)) this.run(block, selection);
    else selection.and(this.allRows(block));
  }

  private allRows(block: Block): Bitmap {
    if (this.rows === null) {
      this.rows = this.turn.arena.take(block.rowCount).not();
      this.run(block, this.rows);
      if (this.rows.isEmpty()) this.decision = 'none';
    }
    return this.rows;
  }

  private isCheaperAlone(block: Block, selection: Bitmap): boolean {
    return this.users < 2 || selection.count() * this.users < block.rowCount;
  }

  private run(block: Block, selection: Bitmap): void {
    this.applied++;
    this.filter.apply(block, selection);
  }
}
