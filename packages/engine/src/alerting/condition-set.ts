import type { Bitmap } from '../bytes/bitmap.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import type { BindFilter } from '../query/bound-filter.ts';
import { FILTER_COST } from '../query/filter-cost.ts';
import { bindFilterWith } from '../query/filter-registry.ts';
import { simplifyFilter } from '../query/simplify-filter.ts';
import { looksAtStream } from '../query/stream-filter.ts';
import type { Block } from '../segments/block.ts';
import { Condition } from './condition.ts';
import { DictionaryLeaves, hasLookup } from './dictionary-leaves.ts';
import { filterKey } from './filter-key.ts';
import { LiteralLeaves, literalFieldOf } from './literal-leaves.ts';
import { NumberLeaves, rangeFieldOf } from './number-leaves.ts';
import { SharedLeaf, Turn } from './shared-leaf.ts';

/**
 * The conditions of many rules, evaluated together on a block of newly appended rows.
 *
 * Each distinct leaf of all conditions is bound once and lives as long as the set, so that columns remember what they decided
 * for it. Within a block it is asked once whether it can match at all, and applied once for all conditions that use it. Equality
 * leaves are found by looking up the values that the block has (see `DictionaryLeaves`); they come first in a conjunction, and a
 * conjunction that has no row left is done. Many literals or numeric bounds on one field are found together (`LiteralLeaves`,
 * `NumberLeaves`).
 */
export class ConditionSet {
  private readonly turn = new Turn();
  private readonly leaves = new Map<string, SharedLeaf>();
  private readonly dictionaryLeaves = new DictionaryLeaves(this.turn);
  private readonly groups = new Map<string, LiteralLeaves | NumberLeaves>();
  private readonly conditions: readonly Condition[];

  /** @throws InvalidArgumentError when a condition holds something that cannot be compiled, such as a wrong pattern. */
  constructor(conditions: readonly QueryFilterNode[]) {
    this.conditions = conditions.map((node) => this.conditionOf(simplifyFilter(withAnchors(node))));
  }

  /** The number of distinct leaves. */
  get leafCount(): number {
    return this.leaves.size;
  }

  /** How often a leaf has run over a block. */
  get applyCount(): number {
    return this.leaves.values().reduce((sum, leaf) => sum + leaf.applyCount, 0);
  }

  /**
   * Calls `visit` with the number of each condition that a row among `eligible` meets, ascending, and the rows that do. The
   * bitmap is used again after the call.
   */
  evaluate(block: Block, eligible: Bitmap, visit: (condition: number, rows: Bitmap) => void): void {
    this.turn.begin();
    this.dictionaryLeaves.settle(block);
    const selection = this.turn.arena.take(block.rowCount);
    for (const [index, condition] of this.conditions.entries()) {
      if (condition.select(block, eligible, selection)) visit(index, selection);
    }
  }

  private conditionOf(node: QueryFilterNode): Condition {
    return new Condition(node.kind === 'and' ? node.filters.map(this.bind) : [this.bind(node)]);
  }

  private readonly bind: BindFilter = (node) => {
    if (node.kind === 'and' || node.kind === 'or' || node.kind === 'not') return bindFilterWith(node, this.bind);
    const key = filterKey(node);
    let leaf = this.leaves.get(key);
    if (leaf === undefined) {
      leaf = new SharedLeaf(
        bindFilterWith(node, this.bind),
        this.turn,
        hasLookup(node) && !looksAtStream(node) ? FILTER_COST.constant : undefined,
      );
      this.leaves.set(key, leaf);
      // What rows are compared with there is what is stored, and a stream need not be.
      if (!looksAtStream(node)) {
        this.dictionaryLeaves.add(node, leaf);
        this.joinGroup(node, leaf);
      }
    }
    return leaf.use();
  };

  private joinGroup(node: QueryFilterNode, leaf: SharedLeaf): void {
    const literalField = literalFieldOf(node);
    const rangeField = rangeFieldOf(node);
    const group =
      literalField !== null
        ? this.groupOf(`literal ${literalField}`, () => new LiteralLeaves(literalField, this.turn))
        : rangeField !== null
          ? this.groupOf(`number ${rangeField}`, () => new NumberLeaves(rangeField, this.turn))
          : undefined;
    if (group?.add(node, leaf)) leaf.join(group);
  }

  private groupOf(name: string, make: () => LiteralLeaves | NumberLeaves): LiteralLeaves | NumberLeaves {
    let group = this.groups.get(name);
    if (group === undefined) {
      group = make();
      this.groups.set(name, group);
    }
    return group;
  }
}

/** Sets the look-up of its text, which is cheap, before each equality that has to ask for the type of every row. */
function withAnchors(node: QueryFilterNode): QueryFilterNode {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { kind: node.kind, filters: node.filters.map(withAnchors) };
    case 'not':
      return { kind: 'not', filter: withAnchors(node.filter) };
    case 'typed-equals': {
      const { field, value } = node;
      if ((typeof value !== 'string' || value === '') && typeof value !== 'boolean') return node;
      return { kind: 'and', filters: [{ kind: 'exact', field, text: String(value) }, node] };
    }
    default:
      return node;
  }
}
