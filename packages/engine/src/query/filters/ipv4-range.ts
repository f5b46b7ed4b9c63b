import type { Bitmap } from '../../bytes/bitmap.ts';
import { Ipv4Column } from '../../columns/ipv4-column.ts';
import type { Ipv4RangeNode } from '../../logsql/leaf-filter-node.ts';
import { parseIpv4 } from '../../logsql/number-literal.ts';
import type { Block } from '../../segments/block.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { NO_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';

export const ipv4RangeFilter: FilterOperator<Ipv4RangeNode> = {
  bind: (node) => (node.low > node.high ? NO_ROW : new Ipv4RangeFilter(node)),
};

/** Texts are parsed; of a column of addresses the numbers are compared. */
class Ipv4RangeFilter extends FieldFilter {
  private readonly low: number;
  private readonly high: number;

  constructor({ field, low, high }: Ipv4RangeNode) {
    const test = (text: string): boolean => {
      const address = parseIpv4(text);
      return address !== undefined && address >= low && address <= high;
    };
    super(field, { test }, FILTER_COST.number);
    this.low = low;
    this.high = high;
  }

  override apply(block: Block, selection: Bitmap): void {
    const column = this.field === '_time' ? undefined : block.column(this.field);
    if (column instanceof Ipv4Column) this.narrow(column, selection);
    else super.apply(block, selection);
  }

  private narrow({ rows, addresses }: Ipv4Column, selection: Bitmap): void {
    const { words } = selection;
    for (let i = 0; i < words.length; i++) {
      for (let word = words[i]!; word !== 0; word &= word - 1) {
        const bit = 31 - Math.clz32(word & -word);
        const index = rows.indexOf((i << 5) + bit);
        const passes = index >= 0 && addresses[index]! >= this.low && addresses[index]! <= this.high;
        if (!passes) words[i]! &= ~(1 << bit);
      }
    }
  }
}
