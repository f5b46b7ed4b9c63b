import type { Bitmap } from '../../bytes/bitmap.ts';
import type { QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { Block } from '../../segments/block.ts';
import type { BlockSource } from '../block-source.ts';
import type { BindFilter } from '../bound-filter.ts';
import type { QueryContext } from '../query-context.ts';
import { QueryPlan } from '../query-plan.ts';
import { simplifyFilter } from '../simplify-filter.ts';
import { type Exclusion, ExplainedFilter } from './exclusion.ts';
import type { StepClock, StepFigures } from './step-clock.ts';

/** What became of the blocks that a query came to. */
export interface VisitedBlocks {
  /** Blocks by what excluded them. */
  readonly excluded: Readonly<Record<Exclusion, number>>;
  /** Blocks of which a column or a time was read. */
  readonly read: number;
  /** Blocks that the directory answered for. */
  readonly answered: number;
  /** Blocks within the times that nobody came to. */
  readonly unneeded: number;
  /** Blocks outside of the times. */
  readonly outside: number;
  /** Rows of the blocks that were read or answered. */
  readonly rows: number;
}

/** The plan of a query that notes what it does. */
export class ProbedPlan extends QueryPlan {
  readonly figures: StepFigures = { rowsIn: 0, rowsOut: 0, ms: 0 };
  readonly explained: ExplainedFilter;
  private readonly clock: StepClock;
  private readonly excluded = { time: 0, statistics: 0, dictionary: 0, template: 0, bloom: 0, index: 0, other: 0 };
  /** By block: how often it had been read before. */
  private readonly reached = new Map<Block, number>();
  private readonly selected = new Set<Block>();

  constructor(node: QueryFilterNode, bind: BindFilter, clock: StepClock) {
    super(node, bind);
    this.explained = new ExplainedFilter(simplifyFilter(node), bind);
    this.clock = clock;
  }

  override *allBlocks(
    source: BlockSource,
    context: QueryContext,
    compare?: (a: Block, b: Block) => number,
  ): Iterable<Block> {
    for (const block of super.allBlocks(source, context, compare)) {
      this.reached.set(block, block.reads ?? 0);
      yield block;
    }
  }

  override excludes(block: Block): boolean {
    return this.clock.measure(this.figures, () => {
      const excludes = super.excludes(block);
      if (!excludes) return false;
      this.excluded[this.explained.reason(block)]++;
      this.reached.delete(block);
      return true;
    });
  }

  override coversAll(block: Block): boolean {
    return this.clock.measure(this.figures, () => super.coversAll(block));
  }

  override select(block: Block): Bitmap {
    this.selected.add(block);
    return this.clock.measure(this.figures, () => super.select(block));
  }

  /** Blocks that do not tell are read where their rows were looked at. */
  private isRead(block: Block): boolean {
    return block.reads === undefined ? this.selected.has(block) : block.reads > this.reached.get(block)!;
  }

  /** What has become of the blocks so far. @param isCut Whether there were more: then the last block was only looked at. */
  visited(source: BlockSource, isCut: boolean): VisitedBlocks {
    const reached = [...this.reached.keys()];
    if (isCut && reached.length > 0 && !this.isRead(reached.at(-1)!)) reached.pop();
    let read = 0;
    let rows = 0;
    for (const block of reached) {
      rows += block.rowCount;
      if (this.isRead(block)) read++;
    }
    const excludedCount = Object.values(this.excluded).reduce((sum, count) => sum + count, 0);
    const within = this.startMs > this.endMs ? 0 : countFilled(source, this.startMs, this.endMs);
    return {
      excluded: { ...this.excluded },
      read,
      answered: reached.length - read,
      unneeded: within - reached.length - excludedCount,
      outside: countFilled(source, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY) - within,
      rows,
    };
  }
}

function countFilled(source: BlockSource, startMs: number, endMs: number): number {
  let count = 0;
  for (const { rowCount } of source.blocks(startMs, endMs)) if (rowCount > 0) count++;
  return count;
}
