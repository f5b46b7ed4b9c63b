import type { Cursor } from '../cursor.ts';
import { textArgument } from '../filter-arguments.ts';
import { formatNumber, parseCount } from '../number-literal.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** `len_range(min, max)`. */
export const lengthRangeFilter: FilterSyntax<'len-range'> = {
  kind: 'len-range',
  names: ['len_range'],
  help: {
    syntax: 'len_range(min, max)',
    description: 'rows in which the field has from min to max characters; max may be inf',
    example: 'len_range(5, 10)',
  },
  parse(cursor, field) {
    const name = cursor.next();
    const bounds = cursor.list(() => bound(cursor));
    if (bounds.length !== 2) {
      cursor.fail('the least and the greatest length', {
        at: name,
        problem: `len_range has ${bounds.length} arguments`,
      });
    }
    return { kind: 'len-range', field: field ?? '_msg', min: bounds[0]!, max: bounds[1]! };
  },
  print(node, printer) {
    return `${printer.prefix(node.field)}len_range(${formatNumber(node.min)}, ${formatNumber(node.max)})`;
  },
};

function bound(cursor: Cursor): number {
  const { text, first } = textArgument(cursor);
  const value = parseCount(text);
  if (value === undefined) cursor.fail('a whole number or inf', { at: first });
  return value;
}
