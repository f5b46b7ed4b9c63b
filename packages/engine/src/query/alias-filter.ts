import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import type { Block } from '../segments/block.ts';
import { BlockChoiceFilter } from './block-choice-filter.ts';
import type { BoundFilter } from './bound-filter.ts';
import { fieldNameOf } from './field-name.ts';
import { Conjunction } from './filters/and.ts';
import { Disjunction } from './filters/or.ts';
import { PresenceFilter } from './presence-filter.ts';

/**
 * A filter on `message` or `timestamp`: of stored rows that have a field of this name it is meant, of others `_msg` or `_time`.
 * The results of pipes have no aliases.
 */
export class AliasFilter extends BlockChoiceFilter {
  private readonly name: string;
  private readonly own: BoundFilter;
  private readonly stored: BoundFilter;
  private readonly mixed: BoundFilter;

  /** @param own On the field `name`. @param stored On the field that `name` is an alias of. */
  constructor(name: string, own: BoundFilter, stored: BoundFilter) {
    super();
    this.name = name;
    this.own = own;
    this.stored = stored;
    this.mixed = new Disjunction([
      new Conjunction([new PresenceFilter(name, true), own]),
      new Conjunction([new PresenceFilter(name, false), stored]),
    ]);
  }

  override get cost(): number {
    return this.stored.cost;
  }

  protected override filterFor(block: Block): BoundFilter {
    if (block.isResult === true) return this.own;
    return block.fieldNames.includes(this.name) ? this.mixed : this.stored;
  }
}

/**
 * The alias that a filter names, and the same filter on the fields that its names are aliases of; undefined if it names none.
 * Filters on metadata have no aliases.
 */
export function aliasIn(node: QueryFilterNode): { readonly name: string; readonly node: QueryFilterNode } | undefined {
  if (!('field' in node) || node.kind === 'typed-equals' || node.kind === 'typed-range') return undefined;
  const names = 'other' in node ? [node.field, node.other] : [node.field];
  const name = names.find((each) => fieldNameOf(each) !== each);
  if (name === undefined) return undefined;
  const field = fieldNameOf(node.field);
  return { name, node: 'other' in node ? { ...node, field, other: fieldNameOf(node.other) } : { ...node, field } };
}
